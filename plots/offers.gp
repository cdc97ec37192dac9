# SPDX-License-Identifier: GPL-3.0-or-later
# The offers side by side: a panel each for cost, orders and CPA; a bar is the middle 80% of runs, a dot the middle.
# Draws from its parameters, which are figures of result.json: see src/report/chart_offers.c.
load plots.'/style.gp'

name_right = 214.0; gap = 26.0
span = (width - name_right - 36) / 3

do for [j = 1:3] {
  left = name_right + (j - 1) * span + (j > 1 ? gap / 2 : gap / 2)
  right = left + span - gap
  base = head + n * row
  set lmargin at screen px(left); set rmargin at screen px(right)
  set tmargin at screen py(head); set bmargin at screen py(base)
  set xrange [0:highs[j]]; set yrange [n:0]
  set border 1 lc rgb soft lw 1
  eval 'set xtics out nomirror scale 0.5 '.tics[j].' font ",11" tc rgb soft'
  set label 1 headings[j] at screen px(left), screen py(head - 26) left font ',13' tc rgb ink
  if (target_texts[j] ne '') {
    set label 2 '┆ '.target_texts[j] at screen px(left), screen py(head - 8) left font ',11' tc rgb soft
  }
  if (targets[j] == targets[j]) { set arrow 1 from targets[j], 0 to targets[j], n nohead lc rgb soft lw 1.2 dt 2 }
  do for [i = 1:n] {
    k = (j - 1) * n + i
    y = i - 0.36
    if (j == 1) { set label 100 + i names[i] at screen px(28), first i - 0.5 left font ',13' tc rgb colour(i) }
    set label 200 + i texts[k] at screen px(left), first i - 0.78 left font ',12' tc rgb ink
    if (low[k] == low[k] && low[k] < 1e300) {
      if (high[k] < 1e300) {
        set arrow 300 + i from low[k], y to high[k], y nohead lc rgb colour(i) lw 7 back
      } else {
        set arrow 300 + i from low[k], y to graph 1, first y head filled size screen 0.012, 25 lc rgb colour(i) lw 4 back
      }
    }
  }
  plot '+' using (NaN):(NaN) every ::0::0, \
       for [i = 1:n] '+' using (middle[(j - 1) * n + i] < 1e300 ? middle[(j - 1) * n + i] : NaN):(i - 0.36) every ::0::0 \
         with points pt 7 ps 1.5 lc rgb 'white', \
       for [i = 1:n] '+' using (middle[(j - 1) * n + i] < 1e300 ? middle[(j - 1) * n + i] : NaN):(i - 0.36) every ::0::0 \
         with points pt 7 ps 1.0 lc rgb ink
  unset label; unset arrow
}
unset multiplot
