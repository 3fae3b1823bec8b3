// Reads what Prometheus reads, and is as strict.
#ifndef INDGANG_TESTS_SUPPORT_METRICS_PARSER_H_
#define INDGANG_TESTS_SUPPORT_METRICS_PARSER_H_

#include <map>
#include <string>
#include <vector>

namespace indgang::testing {

struct Metrics {
  // "name{label=\"value\",…}" as it stands -> value.
  std::map<std::string, double> samples;
  // Name -> "counter", "gauge" or "histogram".
  std::map<std::string, std::string> types;
  // What is against the format (0.0.4), by line: no TYPE or HELP before a sample, a name or label that cannot be, a
  // value that is no number, a sample twice, a histogram whose buckets do not grow or do not end at its count.
  std::vector<std::string> faults;

  // The sample; -1 when there is none.
  double At(const std::string& sample) const {
    const auto found = samples.find(sample);
    return found == samples.end() ? -1 : found->second;
  }
};

Metrics ParseMetrics(const std::string& text);

}  // namespace indgang::testing

#endif  // INDGANG_TESTS_SUPPORT_METRICS_PARSER_H_
