# SPDX-License-Identifier: GPL-3.0-or-later
# The reference workload as an expert in R writes it: blocks of vectors, one month at a time. Prints the same figures as
# its peers.
months <- 12
calls <- 1000

rtriangular <- function(n, low, mode, high) {
  u <- runif(n)
  ifelse(u < (mode - low) / (high - low), low + sqrt(u * (high - low) * (mode - low)),
         high - sqrt((1 - u) * (high - low) * (high - mode)))
}

# Cost, orders, net and the month of payback of n runs.
play <- function(n) {
  appointment <- rbeta(n, 40, 960)
  meeting <- rbeta(n, 20, 20)
  order <- rbeta(n, 5, 15)
  per_call <- 300 + 200 * rbeta(n, 3, 3)
  per_appointment <- rtriangular(n, 8000, 10000, 20000)
  profit <- rlnorm(n, log(200000), 0.3)
  cost <- orders <- net <- numeric(n)
  payback <- rep(months, n)
  for (month in seq_len(months)) {
    appointments <- rbinom(n, calls, appointment)
    won <- rbinom(n, rbinom(n, appointments, meeting), order)
    month_cost <- calls * per_call + per_appointment * appointments
    cost <- cost + month_cost
    orders <- orders + won
    net <- net + won * profit - month_cost
    payback[payback == months & orders > 0 & net >= 0] <- month - 1
  }
  list(cost, orders, net, payback)
}

runs <- as.numeric(commandArgs(trailingOnly = TRUE)[1])
set.seed(1)
starts <- seq(0, runs - 1, by = 10000)
blocks <- lapply(starts, function(first) play(min(10000, runs - first)))
column <- function(i) unlist(lapply(blocks, `[[`, i))
cost <- column(1)
orders <- column(2)
net <- column(3)
of_mean <- function(x) c(mean(x), sd(x) / sqrt(length(x)))
figures <- c(of_mean(cost), of_mean(orders), of_mean(net),
             quantile(ifelse(orders > 0, cost / orders, Inf), c(0.05, 0.5, 0.95), type = 1, names = FALSE),
             mean(column(4) == months))
cat(format(figures, digits = 12, scientific = FALSE, trim = TRUE), "\n")
