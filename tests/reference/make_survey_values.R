# Values of survey_values.csv. Usage, from the root of the repository:
#   python tests/drawn_survey.py <folder>
#   Rscript tests/reference/make_survey_values.R <folder> tests/reference/survey_values.csv
# Needs survey (4.1.1 was used) and the estimators of convey; see README.md beside this file. CONVEY_ESTIMATORS names a
# file of R functions to source where the package itself is not installed.
suppressMessages(library(survey))
estimators <- Sys.getenv("CONVEY_ESTIMATORS")
if (nzchar(estimators)) source(estimators) else library(convey)
arguments <- commandArgs(trailingOnly = TRUE)
data <- read.csv(file.path(arguments[1], "survey.csv"))
factors <- as.matrix(read.csv(file.path(arguments[1], "factors.csv"), header = FALSE))
for (name in c("income", "income_any", "schooling", "rooms", "health")) data[[name]] <- as.numeric(data[[name]])
LINE <- 10000
CONVEY <- "convey 0.2.3"
NEWER <- "convey 1.0.0"
SURVEY <- "survey 4.1.1"

rows <- list()
add <- function(case, design, domain, measure, parameters, value, se, df, source) {
  rows[[length(rows) + 1]] <<- data.frame(
    case = case, design = design, domain = domain, measure = measure, parameters = parameters,
    value = trimws(formatC(value, digits = 15, format = "g")), se = trimws(formatC(se, digits = 15, format = "g")),
    df = df, source = source
  )
}
estimate <- function(x) as.numeric(coef(x))[1]
se <- function(x) sqrt(as.numeric(as.matrix(vcov(x)))[1])

# Each measure: a function of a design, and where its numbers come from.
measure <- function(name, parameters, of, source = CONVEY) list(name = name, parameters = parameters, of = of, source = source)
lines_of <- list(
  list("line=10000", list(type_thresh = "abs", abs_thresh = LINE), CONVEY),
  list("line=0.6 median", list(type_thresh = "relq", percent = 0.6, quantiles = 0.5), CONVEY),
  list("line=0.5 mean", list(type_thresh = "relm", percent = 0.5), NEWER)
)
measures <- list()
for (line in lines_of) local({
  line <- line
  for (alpha in 0:2) local({
    alpha <- alpha
    measures[[length(measures) + 1]] <<- measure(
      "fgt", paste0("alpha=", alpha, ";", line[[1]]),
      function(d) do.call(svyfgt, c(list(~income, d, g = alpha), line[[2]])), line[[3]]
    )
  })
  measures[[length(measures) + 1]] <<- measure(
    "watts_index", line[[1]], function(d) do.call(svywatts, c(list(~income, d), line[[2]])), line[[3]]
  )
})
for (alpha in 0:2) local({
  alpha <- alpha
  measures[[length(measures) + 1]] <<- measure("fgt", paste0("alpha=", alpha, ";line=10000;poor=below"), function(d) {
    d <- update(d, gap = ((LINE - income) / LINE)^alpha * (income < LINE))
    svymean(~gap, d)
  }, SURVEY)
  measures[[length(measures) + 1]] <<- measure(
    "fgt", paste0("alpha=", alpha, ";line=10000;column=income_any"),
    function(d) svyfgt(~income_any, d, g = alpha, type_thresh = "abs", abs_thresh = LINE)
  )
})
for (alpha in c(-1, 0, 0.5, 1, 2)) local({
  alpha <- alpha
  measures[[length(measures) + 1]] <<- measure(
    "generalized_entropy", paste0("alpha=", alpha), function(d) svygei(~income, d, epsilon = alpha)
  )
})
for (epsilon in c(0.5, 1, 2)) local({
  epsilon <- epsilon
  measures[[length(measures) + 1]] <<- measure(
    "atkinson", paste0("epsilon=", epsilon), function(d) svyatk(~income, d, epsilon = epsilon)
  )
})
for (p in c(0.1, 0.5, 0.9)) local({
  p <- p
  measures[[length(measures) + 1]] <<- measure("quantile", paste0("p=", p), function(d) svyiqalpha(~income, d, p))
})
for (p in c(0.2, 0.5, 0.8)) local({
  p <- p
  measures[[length(measures) + 1]] <<- measure(
    "lorenz", paste0("p=", p), function(d) svylorenz(~income, d, quantiles = p, plot = FALSE), NEWER
  )
})
measures <- c(measures, list(
  measure("mean", "", function(d) svymean(~income, d), SURVEY),
  measure("total", "", function(d) svytotal(~income, d), SURVEY),
  measure("gini", "", function(d) svygini(~income, d)),
  measure("gini", "column=income_any", function(d) svygini(~income_any, d)),
  measure("sen_index", "line=10000", function(d) svysen(~income, d, abs_thresh = LINE)),
  measure("sst_index", "line=10000", function(d) svysst(~income, d, abs_thresh = LINE)),
  measure("poverty_line", "share=0.6;p=0.5", function(d) svyarpt(~income, d, percent = 0.6, quantiles = 0.5)),
  measure("quintile_share_ratio", "", function(d) svyqsr(~income, d))
))
CUTOFFS <- list(12000, 6, 2, 1)
DEPRIVED <- c(0.4, 0.2, 0.2, 0.2)
alkire_foster <- function(design, of, domain) {
  for (k in c(0.3, 0.5)) for (g in 0:2) {
    m <- svyafc(~ income + schooling + rooms + health, of, k = k, g = g, cutoffs = CUTOFFS, dimw = DEPRIVED)
    text <- paste0("k=", k)
    add("multidimensional", design, domain, paste0("m", g), text, estimate(m), se(m), degf(of), CONVEY)
    if (g == 0) {
      extra <- attr(m, "extra")
      add("multidimensional", design, domain, "h", text, extra["H", "coef"], extra["H", "SE"], degf(of), CONVEY)
      add("multidimensional", design, domain, "a", text, extra["A", "coef"], extra["A", "SE"], degf(of), CONVEY)
    }
  }
}

# Linearised designs, whole and in domains.
designs <- list(
  weights = svydesign(ids = ~1, weights = ~weight, data = data),
  clustered = svydesign(ids = ~unit, strata = ~stratum, weights = ~weight, data = data),
  corrected = svydesign(ids = ~unit, strata = ~stratum, weights = ~weight, fpc = ~population_units, data = data)
)
for (name in names(designs)) {
  whole <- convey_prep(designs[[name]])
  domains <- if (name == "weights") list(all = whole) else
    list(all = whole, east = subset(whole, region == "east"), f = subset(whole, sex == "f"))
  for (domain in names(domains)) {
    d <- domains[[domain]]
    for (each in measures) {
      found <- each$of(d)
      add("linearised", name, domain, each$name, each$parameters, estimate(found), se(found), degf(d), each$source)
    }
    if (name == "corrected") alkire_foster(name, d, domain)
  }
}

# A stratum of one unit, and what survey makes of it.
data$alone <- ifelse(data$unit %in% c(1, 30), paste("unit", data$unit), data$stratum)
lonely <- svydesign(ids = ~unit, strata = ~alone, weights = ~weight, data = data)
for (option in c("certainty", "adjust", "average")) {
  options(survey.lonely.psu = option)
  whole <- convey_prep(lonely)
  for (domain in c("all", "east")) {
    d <- if (domain == "all") whole else subset(whole, region == domain)
    for (each in measures) {
      if (!(each$name %in% c("fgt", "mean", "gini", "generalized_entropy"))) next
      found <- each$of(d)
      add("lonely", option, domain, each$name, each$parameters, estimate(found), se(found), degf(d), each$source)
    }
  }
}
options(survey.lonely.psu = "fail")

# Differences: between two domains, and between two measures, through the covariance of their linearised variables.
full <- convey_prep(designs$corrected)
lin <- function(x, d) {
  out <- rep(0, nrow(full$variables))
  values <- as.numeric(attr(x, "lin"))
  if (length(values) == length(out)) out <- values else out[as.integer(names(d$prob))] <- values
  out
}
difference <- function(domain, name, parameters, x, y, dx, dy) {
  u <- lin(x, dx) - lin(y, dy)
  v <- svyrecvar(u / full$prob, full$cluster, full$strata, full$fpc)
  add("difference", "corrected", domain, name, parameters, estimate(x) - estimate(y), sqrt(as.numeric(v)), degf(full), CONVEY)
}
east <- subset(full, region == "east")
west <- subset(full, region == "west")
for (each in measures) {
  if (!(each$name %in% c("fgt", "watts_index", "gini", "generalized_entropy")) || each$source == SURVEY) next
  difference("east-west", each$name, each$parameters, each$of(east), each$of(west), east, west)
}
difference("all", "generalized_entropy-generalized_entropy", "alpha=1-alpha=0",
           svygei(~income, full, epsilon = 1), svygei(~income, full, epsilon = 0), full, full)
difference("all", "fgt-fgt", "alpha=1;line=10000-alpha=0;line=0.6 median",
           svyfgt(~income, full, g = 1, type_thresh = "abs", abs_thresh = LINE),
           svyfgt(~income, full, g = 0, type_thresh = "relq", percent = 0.6, quantiles = 0.5), full, full)
means <- svyby(~income, ~region, designs$corrected, svymean, covmat = TRUE)
contrast <- svycontrast(means, c(east = 1, west = -1))
add("difference", "corrected", "east-west", "mean", "", estimate(contrast), se(contrast), degf(full), SURVEY)

# Replicate weights: each measure is reckoned anew with the weights of each replicate.
replicated <- list(
  jkn = as.svrepdesign(designs$clustered, type = "JKn"),
  jkn_corrected = as.svrepdesign(designs$corrected, type = "JKn"),
  jk1 = as.svrepdesign(svydesign(ids = ~unit, weights = ~weight, data = data), type = "JK1"),
  bootstrap = svrepdesign(
    weights = ~weight, repweights = factors[match(data$unit, unique(data$unit)), ], data = data, type = "other",
    combined.weights = FALSE, scale = 1 / (ncol(factors) - 1), rscales = rep(1, ncol(factors))
  )
)
with_weights <- function(of, w, keep) {
  known <- w > 0
  d <- convey_prep(svydesign(ids = ~1, weights = w[known], data = data[known, ]))
  estimate(of(if (all(keep)) d else d[keep[known], ]))
}
for (name in names(replicated)) {
  design <- replicated[[name]]
  each_replicate <- weights(design, "analysis")
  for (domain in c("all", "east")) {
    keep <- if (domain == "all") rep(TRUE, nrow(data)) else data$region == domain
    for (each in measures) {
      if (each$name %in% c("sen_index", "sst_index") || grepl("column|below", each$parameters)) next
      value <- with_weights(each$of, data$weight, keep)
      thetas <- apply(each_replicate, 2, function(w) with_weights(each$of, w, keep))
      for (mse in c(FALSE, TRUE)) {
        v <- svrVar(thetas, design$scale, design$rscales, mse = mse, coef = value)
        text <- paste0(each$parameters, if (mse) if (nzchar(each$parameters)) ";centre=estimate" else "centre=estimate" else "")
        add("replicates", name, domain, each$name, text, value, sqrt(as.numeric(v)), degf(design), each$source)
      }
    }
  }
}
write.csv(do.call(rbind, rows), arguments[2], row.names = FALSE, quote = FALSE)
