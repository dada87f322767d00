/* Draws the charts of the page from the data blocks in it. Nothing here asks the network. */
(function () {
  'use strict';

  const speech = JSON.parse(document.getElementById('speech').textContent);
  const drawings = JSON.parse(document.getElementById('drawings').textContent);
  const INK = '#1c2833', SOFT = '#566573', LINE = '#dfe5ea', ACCENT = '#14597a', WORSE = '#b0430b';
  const STOPS = [[233, 241, 246], [118, 173, 203], [11, 62, 90]];
  const COLOURS = [ACCENT, '#d98a1f', '#4f9d8a'];
  const PRINT_WIDTH = 680, PRINT_HALF = 330;
  const escaped = echarts.format.encodeHTML;

  /* ---- numbers ---- */
  const number = (value, digits) => new Intl.NumberFormat(speech.locale,
    { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(value);
  const money = (value) => new Intl.NumberFormat(speech.locale, {
    style: 'currency', currency: speech.currency,
    minimumFractionDigits: Math.abs(value) < 10000 ? speech.digits : 0,
    maximumFractionDigits: Math.abs(value) < 10000 ? speech.digits : 0
  }).format(value);
  const compact = (value) => new Intl.NumberFormat(speech.locale,
    { notation: 'compact', maximumFractionDigits: 1 }).format(value);

  function shown(unit, value) {
    if (value === null || value === undefined) return '–';
    switch (unit) {
      case 'share': return number(100 * value, 1) + speech.percent;
      case 'money': return money(value);
      case 'count': return number(value, 0);
      case 'minutes': return number(value, 1) + '\u00a0min';
      case 'hours': return number(value, 1) + '\u00a0h';
      default: return number(value, 1);
    }
  }
  function tick(unit, value) {
    if (unit === 'share') {
      const whole = 100 * value;
      return number(whole, Math.abs(whole - Math.round(whole)) < 1e-9 ? 0 : 1) + speech.percent;
    }
    return compact(value);
  }

  /* ---- colours ---- */
  function mixed(part) {
    const at = Math.max(0, Math.min(1, part)) * (STOPS.length - 1), i = Math.min(STOPS.length - 2, Math.floor(at));
    return STOPS[i].map((from, k) => Math.round(from + (STOPS[i + 1][k] - from) * (at - i)));
  }
  const shade = (part) => 'rgb(' + mixed(part).join(',') + ')';
  function on(part) {
    const linear = mixed(part).map((value) => Math.pow(value / 255, 2.2));
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2] > 0.2 ? INK : '#fff';
  }

  /* ---- what all charts share ---- */
  const font = getComputedStyle(document.body).fontFamily;
  function base(extra) {
    return Object.assign({
      animation: false,
      textStyle: { fontFamily: font, color: INK },
      grid: { left: 4, right: 14, top: 34, bottom: 26, containLabel: true }
    }, extra);
  }
  function tooltip(trigger, formatter) {
    return {
      trigger: trigger, formatter: formatter, confine: true, transitionDuration: 0,
      backgroundColor: '#fff', borderColor: LINE, padding: [8, 12],
      textStyle: { color: INK, fontSize: 13, fontFamily: font },
      extraCssText: 'max-width:300px;white-space:normal;overflow-wrap:anywhere;box-shadow:0 2px 10px rgba(0,0,0,.12)'
    };
  }
  const labels = { color: SOFT, fontSize: 12, fontFamily: font };
  function category(data, more) {
    return Object.assign({
      type: 'category', data: data, axisTick: { show: false }, axisLine: { lineStyle: { color: LINE } },
      axisLabel: Object.assign({ hideOverlap: true }, labels)
    }, more);
  }
  function level(unit, more) {
    return Object.assign({
      type: 'value', splitLine: { lineStyle: { color: LINE } }, splitNumber: 4,
      axisLabel: Object.assign({ formatter: (value) => tick(unit, value) }, labels)
    }, more);
  }
  const short = (text, most) => (text.length > most ? text.slice(0, most - 1) + '…' : text);

  /* ---- kinds ---- */
  const kinds = {};

  /* Rows by columns; what can still change is hatched. */
  kinds.heat = function (drawing, width) {
    const names = drawing.rows.map((name, i) => (width < 500 ? name : name + '  ·  ' + drawing.sizes[i]));
    const top = Math.max.apply(null, drawing.cells.map((cell) => cell.value || 0).concat(0.0001));
    const hatch = (x, y, width, height, colour) => {
      const lines = [];
      for (let from = -height; from < width; from += 6) {
        const left = Math.max(0, from), right = Math.min(width, from + height);
        if (right > left) {
          lines.push({
            type: 'line', silent: true, style: { stroke: colour, lineWidth: 1, opacity: 0.7 },
            shape: { x1: x + left, y1: y + height - (left - from), x2: x + right, y2: y + height - (right - from) }
          });
        }
      }
      return lines;
    };
    return base({
      grid: { left: 4, right: 4, top: 30, bottom: 4, containLabel: true },
      tooltip: tooltip('item', (at) => {
        const cell = drawing.cells[at.dataIndex];
        return '<b>' + escaped(drawing.rows[cell.y]) + '</b> · ' + escaped(speech.since) + ' ' + escaped(drawing.columns[cell.x]) +
          '<br><b>' + shown('share', cell.value) + '</b> (' + shown('share', cell.low) + '–' + shown('share', cell.high) + ')' +
          '<br>' + number(cell.active, 0) + ' ' + escaped(speech.of) + ' ' + number(cell.all, 0) + ' ' + escaped(speech.customers) +
          (cell.complete ? '' : '<br>' + escaped(speech.open));
      }),
      xAxis: category(drawing.columns, { position: 'top', axisLine: { show: false } }),
      yAxis: category(names, { inverse: true, axisLine: { show: false }, axisLabel: Object.assign({ interval: 0 }, labels) }),
      series: [{
        type: 'custom', data: drawing.cells.map((cell) => [cell.x, cell.y]),
        renderItem: function (params, api) {
          const cell = drawing.cells[params.dataIndex];
          const middle = api.coord([cell.x, cell.y]), size = api.size([1, 1]);
          const x = middle[0] - size[0] / 2, y = middle[1] - size[1] / 2;
          const width = Math.max(1, size[0] - 1), height = Math.max(1, size[1] - 1);
          const part = (cell.value || 0) / top;
          const children = [{ type: 'rect', shape: { x: x, y: y, width: width, height: height }, style: { fill: shade(part) } }];
          if (!cell.complete) children.push.apply(children, hatch(x, y, width, height, part < 0.3 ? '#7d92a0' : '#fff'));
          if (size[0] >= 30 && cell.value !== null && cell.complete) {
            children.push({
              type: 'text', silent: true,
              style: { text: number(100 * cell.value, 0), x: middle[0], y: middle[1], align: 'center', verticalAlign: 'middle', fill: on(part), font: '11px ' + font }
            });
          }
          return { type: 'group', children: children };
        }
      }]
    });
  };

  /* The area between bounds, as one shape. */
  function band(series, drawing, colour) {
    const numeric = drawing.places.length > 0;
    const points = [];
    series.low.forEach((low, i) => {
      if (low !== null && series.high[i] !== null) points.push([numeric ? drawing.places[i] : i, low, series.high[i]]);
    });
    return {
      type: 'custom', silent: true, z: 1, data: points, encode: { x: 0, y: [1, 2] }, tooltip: { show: false },
      renderItem: function (params, api) {
        if (params.dataIndex !== 0) return null;
        const upper = [], lower = [];
        points.forEach((point, i) => {
          const high = api.coord([point[0], point[2]]), low = api.coord([point[0], point[1]]);
          if (drawing.isStepped && i > 0) {
            upper.push([high[0], upper[upper.length - 1][1]]);
            lower.push([low[0], lower[lower.length - 1][1]]);
          }
          upper.push(high);
          lower.push(low);
        });
        return { type: 'polygon', shape: { points: upper.concat(lower.reverse()) }, style: { fill: colour, opacity: 0.16 } };
      }
    };
  }

  kinds.lines = function (drawing) {
    const numeric = drawing.places.length > 0;
    const many = drawing.series.length > COLOURS.length;
    const colour = (i) => (many ? shade(0.18 + 0.82 * i / (drawing.series.length - 1)) : COLOURS[i]);
    const at = (value, i) => (numeric ? [drawing.places[i], value] : value);
    const series = [];
    drawing.series.forEach((one, i) => {
      const line = {
        type: 'line', name: one.name, step: drawing.isStepped ? 'end' : false, z: 3,
        symbol: 'circle', symbolSize: many ? 4 : 5, showSymbol: many || (!numeric && one.values.length <= 40),
        lineStyle: { width: many ? 1.4 : 2, color: colour(i) }, itemStyle: { color: colour(i) },
        emphasis: many ? { focus: 'series', lineStyle: { width: 3 } } : { disabled: true },
        data: one.values.map((value, k) => at(k < one.open ? value : null, k))
      };
      if (one.low.length > 0) series.push(band(one, drawing, colour(i)));
      series.push(line);
      if (one.open < one.values.length) {
        series.push(Object.assign({}, line, {
          lineStyle: { width: line.lineStyle.width, color: colour(i), type: [3, 3] },
          data: one.values.map((value, k) => at(k >= one.open - 1 ? value : null, k)),
          symbol: 'emptyCircle'
        }));
      }
    });
    if (drawing.reference) {
      const first = series.find((one) => one.type === 'line');
      first.markLine = {
        silent: true, symbol: 'none', lineStyle: { color: WORSE, type: [6, 4], width: 1.6 },
        label: { position: 'insideEndTop', formatter: drawing.reference.name, color: WORSE, fontSize: 12, textBorderColor: '#fff', textBorderWidth: 3 },
        data: [{ yAxis: drawing.reference.value }]
      };
    }
    const values = (i) => drawing.series.map((one) => {
      const bounds = one.low.length > 0 && one.low[i] !== null && one.low[i] !== undefined
        ? ' (' + shown(drawing.unit, one.low[i]) + '–' + shown(drawing.unit, one.high[i]) + ')' : '';
      return '<br>' + escaped(one.name) + ': <b>' + shown(drawing.unit, one.values[i]) + '</b>' + bounds +
        (i >= one.open ? '<br>' + escaped(speech.open) : '');
    }).join('');
    const place = (i) => escaped((drawing.placeTitle ? drawing.placeTitle + ' ' : '') + drawing.labels[i]);
    const xAxis = numeric
      ? level('count', { min: 0, max: drawing.places[drawing.places.length - 1], splitLine: { show: false }, axisLine: { show: true, lineStyle: { color: LINE } } })
      : category(drawing.labels, { boundaryGap: false });
    return base({
      grid: { left: 4, right: 22, top: drawing.series.length > 1 && !many ? 40 : 18, bottom: drawing.placeTitle ? 26 : 8, containLabel: true },
      legend: drawing.series.length > 1 && !many
        ? { top: 0, left: 0, icon: 'circle', itemWidth: 9, itemHeight: 9, textStyle: labels, data: drawing.series.map((one) => one.name), selectedMode: false } : undefined,
      tooltip: many
        ? tooltip('item', (on) => escaped(on.seriesName) + ' · ' + place(on.dataIndex) + '<br><b>' + shown(drawing.unit, drawing.series.find((one) => one.name === on.seriesName).values[on.dataIndex]) + '</b>')
        : tooltip('axis', (on) => {
          const list = Array.isArray(on) ? on : [on];
          return list.length ? '<b>' + place(list[0].dataIndex) + '</b>' + values(list[0].dataIndex) : '';
        }),
      xAxis: Object.assign(xAxis, { name: drawing.placeTitle, nameLocation: 'middle', nameGap: 26, nameTextStyle: labels }),
      yAxis: level(drawing.unit, drawing.isStepped ? { min: 0, max: 1, interval: 0.25 } : { scale: !many }),
      series: series
    });
  };

  kinds.bars = function (drawing) {
    const colours = [ACCENT, '#4f9d8a', '#a9c9d8', WORSE];
    return base({
      grid: { left: 4, right: 8, top: 40, bottom: 8, containLabel: true },
      legend: { top: 0, left: 0, icon: 'rect', itemWidth: 11, itemHeight: 11, itemGap: 14, textStyle: labels, selectedMode: false },
      tooltip: Object.assign(tooltip('axis', (on) => {
        const i = on[0].dataIndex;
        return '<b>' + escaped(drawing.labels[i]) + '</b>' + drawing.stacks.map((stack) =>
          '<br>' + escaped(stack.name) + ': <b>' + number(Math.abs(stack.values[i]), 0) + '</b>').join('') +
          (i >= drawing.open ? '<br>' + escaped(speech.open) : '');
      }), { axisPointer: { type: 'shadow' } }),
      xAxis: category(drawing.labels, { axisLabel: Object.assign({ hideOverlap: true }, labels) }),
      yAxis: level('count', { axisLabel: Object.assign({ formatter: (value) => compact(Math.abs(value)) }, labels) }),
      series: drawing.stacks.map((stack, i) => ({
        type: 'bar', stack: 'all', name: stack.name, barCategoryGap: '28%', itemStyle: { color: colours[i] }, emphasis: { disabled: true },
        data: stack.values.map((value, k) => (k < drawing.open ? value : { value: value, itemStyle: { opacity: 0.5 } }))
      }))
    });
  };

  kinds.tree = function (drawing, width) {
    const most = Math.max.apply(null, drawing.leaves.map((leaf) => leaf.shade).concat(1));
    return base({
      tooltip: tooltip('item', (on) => {
        const leaf = drawing.leaves[on.data.at];
        return leaf ? '<b>' + escaped(leaf.name) + '</b><br>' + number(leaf.value, 0) + ' ' + escaped(speech.customers) + ' (' + shown('share', leaf.share) + ')' +
          '<br>' + escaped(drawing.shadeName) + ': <b>' + money(leaf.shade) + '</b><br>' + escaped(leaf.detail) : '';
      }),
      series: [{
        type: 'treemap', roam: false, nodeClick: false, breadcrumb: { show: false }, left: 0, right: 0, top: 4, bottom: 4,
        itemStyle: { borderColor: '#fff', borderWidth: 2, gapWidth: 2 },
        data: drawing.leaves.map((leaf, i) => {
          const part = Math.sqrt(Math.max(0, leaf.shade) / most);
          return {
            name: leaf.name, value: leaf.value, at: i, itemStyle: { color: shade(part) },
            label: {
              color: on(part), fontSize: 12, lineHeight: 16, overflow: 'truncate', ellipsis: '…', position: 'insideTopLeft', distance: 6,
              show: leaf.share * width * 370 > 5000, formatter: short(leaf.name, 60) + '\n' + number(leaf.value, 0) + '\n' + money(leaf.shade)
            }
          };
        })
      }]
    });
  };

  kinds.forest = function (drawing, width) {
    const names = drawing.effects.map((effect) => short(effect.name, width < 500 ? 16 : 30));
    const all = drawing.effects.reduce((list, effect) => list.concat([effect.value, effect.low, effect.high]), [0]).filter((value) => value !== null);
    const reach = 1.1 * Math.max.apply(null, all.map(Math.abs).concat(1e-9));
    return base({
      grid: { left: 4, right: 18, top: 8, bottom: 28, containLabel: true },
      tooltip: tooltip('item', (on) => escaped(drawing.effects[on.dataIndex].detail)),
      xAxis: level(drawing.unit, {
        min: -reach, max: reach, name: drawing.axis, nameLocation: 'middle', nameGap: 26, nameTextStyle: labels,
        axisLabel: Object.assign({ hideOverlap: true, showMinLabel: false, showMaxLabel: false, formatter: (value) => tick(drawing.unit, value) }, labels)
      }),
      yAxis: category(names, { inverse: true, axisLine: { show: false }, axisLabel: Object.assign({}, labels, { interval: 0, color: INK, fontSize: 13 }) }),
      series: [{
        type: 'custom', data: drawing.effects.map((effect, i) => [effect.value, i]),
        markLine: { silent: true, symbol: 'none', label: { show: false }, lineStyle: { color: SOFT, type: 'solid', width: 1 }, data: [{ xAxis: 0 }] },
        renderItem: function (params, api) {
          const effect = drawing.effects[params.dataIndex];
          const middle = api.coord([effect.value, params.dataIndex]);
          const sure = effect.low !== null && (effect.low > 0 || effect.high < 0);
          const colour = !sure ? SOFT : effect.value > 0 ? ACCENT : WORSE;
          const children = [];
          if (effect.low !== null && effect.high !== null) {
            const low = api.coord([effect.low, params.dataIndex]), high = api.coord([effect.high, params.dataIndex]);
            children.push({ type: 'line', shape: { x1: low[0], y1: low[1], x2: high[0], y2: high[1] }, style: { stroke: colour, lineWidth: 2 } });
            [low, high].forEach((end) => children.push({ type: 'line', shape: { x1: end[0], y1: end[1] - 5, x2: end[0], y2: end[1] + 5 }, style: { stroke: colour, lineWidth: 2 } }));
          }
          children.push({ type: 'rect', shape: { x: middle[0] - 5, y: middle[1] - 5, width: 10, height: 10 }, style: { fill: colour } });
          return { type: 'group', children: children };
        }
      }]
    });
  };

  /* ---- drawing ---- */
  const charts = [];
  let isPrinting = false;
  document.querySelectorAll('.chart').forEach((place) => {
    const drawing = drawings[place.id];
    if (!drawing || !kinds[drawing.kind]) return;
    const chart = echarts.init(place, null, { renderer: 'svg' });
    let width = 0;
    const draw = (size) => {
      const now = size || place.clientWidth;
      if (now === 0 || now === width) return;
      width = now;
      chart.resize({ width: now });
      chart.setOption(kinds[drawing.kind](drawing, now), true);
    };
    draw.isHalf = place.parentNode.classList.contains('half');
    draw();
    charts.push(draw);
    // the layout of the paper resizes the places too, and must not undo the width that was drawn for it
    new ResizeObserver(() => isPrinting || draw()).observe(place);
  });
  window.addEventListener('beforeprint', () => {
    isPrinting = true;
    charts.forEach((draw) => draw(draw.isHalf ? PRINT_HALF : PRINT_WIDTH));
  });
  window.addEventListener('afterprint', () => {
    isPrinting = false;
    charts.forEach((draw) => draw());
  });
  document.documentElement.setAttribute('data-drawn', String(charts.length));
})();
