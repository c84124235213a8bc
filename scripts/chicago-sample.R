# Makes the four files that scripts/chicago reads, from a clone of the city's repository
# https://github.com/Chicago/food-inspections-evaluation (its data stand under DATA/).
#
#   Rscript scripts/chicago-sample.R CLONE SOURCE
#
# Base R is enough. What each column means is in docs/real-data.md.

arguments <- commandArgs(trailingOnly = TRUE)
if (length(arguments) != 2) stop("usage: Rscript scripts/chicago-sample.R CLONE SOURCE")
clone <- arguments[1]
source <- arguments[2]

table_of <- function(name) {
    table <- readRDS(file.path(clone, "DATA", name))
    class(table) <- "data.frame" # a data.table reads as one without its package
    for (column in names(table)) {
        if (is.factor(table[[column]])) table[[column]] <- as.character(table[[column]])
    }
    table
}

day <- function(column) ifelse(is.na(column), "", format(as.Date(column), "%Y-%m-%d"))

# Trailing and doubled spaces go; missing values are empty cells.
words <- function(column) {
    column <- trimws(gsub("[[:space:]]+", " ", as.character(column)))
    ifelse(is.na(column), "", column)
}

save_rows <- function(rows, name) {
    file <- gzfile(file.path(source, paste0(name, ".csv.gz")), encoding = "UTF-8")
    write.csv(rows, file, row.names = FALSE, quote = which(vapply(rows, is.character, TRUE)))
    cat(sprintf("%8d %s\n", nrow(rows), name))
}

# Numbers of the violations found: each begins a part of the text that "| " ends.
violation_codes <- function(text) {
    parts <- strsplit(words(text), "| ", fixed = TRUE)
    lapply(parts, function(part) as.integer(regmatches(part, regexpr("^[0-9]+", part))))
}

# How many of the codes lie in the range, for each inspection.
count_in <- function(codes, from, to) {
    vapply(codes, function(code) sum(code >= from & code <= to), 0L)
}

dir.create(source, showWarnings = FALSE, recursive = TRUE)
visits <- table_of("13_food_inspections.Rds")
visits <- visits[!is.na(visits$Inspection_Date) & !is.na(visits$License) & visits$License != 0, ]
visits <- visits[!duplicated(visits$Inspection_ID), ]
visits <- visits[order(visits$Inspection_Date, visits$Inspection_ID), ]
visits$date <- day(visits$Inspection_Date)

# Routine visits with a result; the first complete month of them is September 2011.
results <- c("Pass", "Pass w/ Conditions", "Fail")
routine <- visits$Inspection_Type == "Canvass" & visits$Results %in% results &
    visits$date > "2011-09-01"
canvass <- visits[which(routine), ]
codes <- violation_codes(canvass$Violations)
save_rows(data.frame(
    inspection_id = canvass$Inspection_ID,
    license = canvass$License,
    date = canvass$date,
    type = words(canvass$Inspection_Type),
    result = words(canvass$Results),
    critical = count_in(codes, 1, 14),
    serious = count_in(codes, 15, 29),
    minor = count_in(codes, 30, 44),
    violation_codes = vapply(codes, paste, "", collapse = " "),
    facility_type = words(canvass$Facility_Type),
    risk_class = words(canvass$Risk)
), "inspections")

# A visit made because of a complaint stands for the complaint.
kinds <- c(
    "complaint" = "complaint",
    "short form complaint" = "complaint_short_form",
    "suspected food poisoning" = "suspected_food_poisoning",
    "complaint-fire" = "complaint_fire"
)
kind <- kinds[tolower(words(visits$Inspection_Type))]
complained <- which(!is.na(kind) & visits$date > "2011-01-01")
save_rows(data.frame(
    license = visits$License[complained],
    date = visits$date[complained],
    kind = unname(kind[complained])
), "complaints")

terms <- table_of("11_bus_license.Rds")
terms <- terms[!is.na(terms$LICENSE_TERM_START_DATE) & !is.na(terms$LICENSE_TERM_EXPIRATION_DATE), ]
terms <- terms[!terms$APPLICATION_TYPE %in% c("C_CAPA", "C_SBA") & !duplicated(terms$ID), ]
terms <- terms[terms$LICENSE_NUMBER %in% canvass$License, ]
terms$start <- day(terms$LICENSE_TERM_START_DATE)
terms$end <- day(terms$LICENSE_TERM_EXPIRATION_DATE)
terms <- terms[terms$start < terms$end, ]
terms <- terms[order(terms$LICENSE_NUMBER, terms$start), ]
first <- tapply(terms$start, terms$LICENSE_NUMBER, min)
last <- tapply(terms$end, terms$LICENSE_NUMBER, max)
recent <- terms[terms$end > "2011-09-01", ]
key <- as.character(recent$LICENSE_NUMBER)
save_rows(data.frame(
    licence_id = words(recent$ID),
    license = recent$LICENSE_NUMBER,
    account = recent$ACCOUNT_NUMBER,
    licence_code = recent$LICENSE_CODE,
    description = words(recent$LICENSE_DESCRIPTION),
    activity = words(recent$BUSINESS_ACTIVITY),
    application_type = words(recent$APPLICATION_TYPE),
    term_start = recent$start,
    term_end = recent$end,
    status_at_download = words(recent$LICENSE_STATUS),
    first_licence_date = as.character(first[key]),
    last_expiry_at_download = as.character(last[key])
), "licences")

# A merchant is a licence with a routine visit, as its last visit and its last term describe it.
merchants <- canvass[!duplicated(canvass$License, fromLast = TRUE), ]
merchants <- merchants[order(merchants$License), ]
at <- match(merchants$License, rev(terms$LICENSE_NUMBER))
term <- terms[rev(seq_len(nrow(terms)))[at], ]
known <- function(column) ifelse(is.na(at), "", words(column))
save_rows(data.frame(
    license = merchants$License,
    account = known(term$ACCOUNT_NUMBER),
    trade_name = known(term$DOING_BUSINESS_AS_NAME),
    facility_type = words(merchants$Facility_Type),
    risk_class = words(merchants$Risk),
    zip = words(merchants$Zip),
    ward = known(term$WARD),
    police_district = known(term$POLICE_DISTRICT),
    lat = round(merchants$Latitude, 5),
    lon = round(merchants$Longitude, 5),
    first_licence_date = known(first[as.character(merchants$License)])
), "merchants")
