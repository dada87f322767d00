WITH $sales,
$rfm
SELECT measure, cut, share, cut_value FROM cuts
