# SPDX-License-Identifier: GPL-3.0-or-later
# The offers side by side: a panel each for cost, orders and CPA; a bar is the middle 80% of runs, a
# tick the middle, a dashed line the target.
# Draws from its parameters, which are figures of result.json: see src/report/chart_offers.c.
load plots.'/style.gp'

name_right = 268.0; gap = 26.0
span = (width - name_right - 36) / 3

do for [j = 1:3] {
  left = name_right + (j - 1) * span + (j > 1 ? gap / 2 : gap / 2)
  right = left + span - gap
  base = head + n * row
  set lmargin at screen px(left); set rmargin at screen px(right)
  set tmargin at screen py(head); set bmargin at screen py(base)
  set xrange [0:highs[j]]; set yrange [n:0]
  set border 1 lc rgb soft lw 1
  eval 'set xtics out nomirror scale 0.5 '.tics[j].' offset 0, 0.35 font ",11" tc rgb soft'
  set label 1 headings[j] at screen px(left), screen py(head - 26) left font ',13' tc rgb ink
  if (target_texts[j] ne '') {
    set label 2 '┆ '.target_texts[j] at screen px(left), screen py(head - 8) left font ',11' tc rgb soft
  }
  do for [i = 1:n] {
    k = (j - 1) * n + i
    y = i - 0.36
    if (j == 1) {
      set label 100 + i names_1[i] at screen px(28), first i - (names_2[i] eq '' ? 0.5 : 0.5 + 8.0 / row) left font ',13' tc rgb text_colour(i)
      set label 150 + i names_2[i] at screen px(28), first i - 0.5 + 9.0 / row left font ',13' tc rgb text_colour(i)
    }
    if (targets[j] == targets[j]) { set arrow 400 + i from targets[j], y - 13.0 / row to targets[j], y + 13.0 / row nohead lc rgb ink lw 1.4 dt (3, 2) }
    set label 200 + i texts[k] at screen px(left), first i - 0.78 left font ',12' tc rgb ink
    if (low[k] == low[k] && low[k] < 1e300) {
      if (high[k] < 1e300) {
        set arrow 300 + i from low[k], y to high[k], y nohead lc rgb colour(i) lw 7 back
      } else {
        set arrow 300 + i from low[k], y to graph 1, first y head filled size screen 0.012, 25 lc rgb colour(i) lw 4 back
      }
    }
  }
  do for [i = 1:n] {
    k = (j - 1) * n + i
    if (middle[k] < 1e300) {
      set arrow 500 + i from middle[k], i - 0.36 - 8.0 / row to middle[k], i - 0.36 + 8.0 / row nohead lc rgb ink lw 3 front
    }
  }
  plot NaN
  unset label; unset arrow
}
unset multiplot
