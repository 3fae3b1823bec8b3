// The text that Prometheus reads (exposition format 0.0.4).
#ifndef INDGANG_SERVER_METRICS_EXPOSITION_H_
#define INDGANG_SERVER_METRICS_EXPOSITION_H_

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "server/metrics/histogram.h"

namespace indgang {

// Names and values of labels. Never personal data: whoever reaches the page reads it.
using Labels = std::vector<std::pair<std::string, std::string>>;

// Writes metrics one after the other: Begin, then its samples.
class Exposition {
 public:
  enum class Type { kCounter, kGauge, kHistogram };

  // `name` is [a-z_]+, `help` one line of text.
  void Begin(absl::string_view name, Type type, absl::string_view help);
  // A sample of the metric begun last.
  void Sample(double value, const Labels& labels = {});
  void Sample(const Histogram& histogram, const Labels& labels = {});
  // A metric with one sample.
  void Gauge(absl::string_view name, absl::string_view help, double value);

  const std::string& text() const { return text_; }

 private:
  void Line(absl::string_view suffix, const Labels& labels, double value);

  std::string name_;
  std::string text_;
};

}  // namespace indgang

#endif  // INDGANG_SERVER_METRICS_EXPOSITION_H_
