-- The four cut points of each RFM measure.
SELECT (SELECT as_of FROM parameters) AS as_of, measure, cut, cut / 5.0::DOUBLE AS share, cut_value
FROM rfm_cut_values
