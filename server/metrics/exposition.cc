#include "server/metrics/exposition.h"

#include <cmath>
#include <cstdint>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_replace.h"

namespace indgang {
namespace {

absl::string_view NameOf(Exposition::Type type) {
  switch (type) {
    case Exposition::Type::kCounter:
      return "counter";
    case Exposition::Type::kGauge:
      return "gauge";
    case Exposition::Type::kHistogram:
      break;
  }
  return "histogram";
}

// As short as it can be without another value when read back.
std::string NumberText(double value) {
  if (std::isinf(value)) return value > 0 ? "+Inf" : "-Inf";
  if (std::isnan(value)) return "NaN";
  if (value == std::floor(value) && std::abs(value) < 1e15) return absl::StrCat(static_cast<std::int64_t>(value));
  for (const int digits : {6, 15}) {
    const std::string text = absl::StrFormat("%.*g", digits, value);
    if (std::stod(text) == value) return text;
  }
  return absl::StrFormat("%.17g", value);
}

}  // namespace

void Exposition::Begin(absl::string_view name, Type type, absl::string_view help) {
  name_ = std::string(name);
  absl::StrAppend(&text_, "# HELP ", name, " ", help, "\n# TYPE ", name, " ", NameOf(type), "\n");
}

void Exposition::Line(absl::string_view suffix, const Labels& labels, double value) {
  absl::StrAppend(&text_, name_, suffix);
  const char* before = "{";
  for (const auto& [key, label] : labels) {
    absl::StrAppend(&text_, before, key, "=\"",
                    absl::StrReplaceAll(label, {{"\\", "\\\\"}, {"\"", "\\\""}, {"\n", "\\n"}}), "\"");
    before = ",";
  }
  if (!labels.empty()) absl::StrAppend(&text_, "}");
  absl::StrAppend(&text_, " ", NumberText(value), "\n");
}

void Exposition::Sample(double value, const Labels& labels) { Line("", labels, value); }

void Exposition::Sample(const Histogram& histogram, const Labels& labels) {
  const std::vector<std::uint64_t> counts = histogram.Cumulative();
  Labels with_bound = labels;
  with_bound.emplace_back("le", "");
  for (std::size_t i = 0; i < counts.size(); ++i) {
    with_bound.back().second = i < histogram.bounds().size() ? NumberText(histogram.bounds()[i]) : "+Inf";
    Line("_bucket", with_bound, static_cast<double>(counts[i]));
  }
  Line("_sum", labels, histogram.sum());
  Line("_count", labels, static_cast<double>(counts.back()));
}

void Exposition::Gauge(absl::string_view name, absl::string_view help, double value) {
  Begin(name, Type::kGauge, help);
  Sample(value);
}

}  // namespace indgang
