#include "sitegen/publish/plan_overview.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/substitute.h"
#include "base/utf8.h"
#include "sitegen/publish/html.h"

namespace indgang::sitegen {
namespace {

// What differs between the two drawings. Lengths are in the units of the drawing, which are pixels on a phone.
struct Layout {
  absl::string_view name;
  int width;
  int chart_left;
  int chart_right;
  // Authorities stand in a column of their own, else above their bars.
  bool column;
  int max_ticks;
  // How many letters fit on a line.
  int authority_letters;
  int title_letters;
};
constexpr Layout kWide = {"wide", 1100, 290, 1088, true, 10, 32, 90};
constexpr Layout kNarrow = {"narrow", 360, 8, 352, false, 4, 42, 46};

constexpr int kAxis = 30;
constexpr int kRow = 44;
constexpr int kBar = 16;
constexpr int kLine = 20;
constexpr int kPadding = 10;
// An unknown time is drawn this long.
constexpr int kUnknown = 56;
// About how wide a letter is.
constexpr int kLetter = 7;
// From one line of a title to the next.
constexpr int kTitleLine = 17;

// The first letters of the text, with "…" when some are left out.
std::string Shorten(absl::string_view text, int letters) {
  if (CountCodePoints(text) <= static_cast<std::size_t>(letters)) return std::string(text);
  std::size_t end = 0;
  for (int i = 0; i < letters; ++i) {
    ++end;
    while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) ++end;
  }
  return absl::StrCat(text.substr(0, end), "…");
}

// Lines of at most `letters` letters, broken between words; a longer word is cut.
std::vector<std::string> Wrap(absl::string_view text, int letters) {
  std::vector<std::string> lines;
  for (const absl::string_view whole : absl::StrSplit(text, ' ', absl::SkipEmpty())) {
    const std::string word = Shorten(whole, letters);
    if (!lines.empty() &&
        CountCodePoints(lines.back()) + 1 + CountCodePoints(word) <= static_cast<std::size_t>(letters)) {
      absl::StrAppend(&lines.back(), " ", word);
    } else {
      lines.push_back(word);
    }
  }
  return lines;
}

std::string Language(const LangText& text) {
  return text.lang.empty() ? "" : absl::StrCat(" lang=\"", Escaped(text.lang), "\"");
}

class Drawing {
 public:
  Drawing(const Overview& overview, const Layout& layout, const Words& words, const EndWords& end)
      : overview_(overview), layout_(layout), words_(words), end_(end) {
    const int weeks = std::max(4, (overview.opening_all + 6) / 7);
    for (const int step : {1, 2, 4, 8, 13, 26, 52, 104}) {
      step_ = step;
      if (weeks <= step * layout.max_ticks) break;
    }
    days_ = (weeks + step_ - 1) / step_ * step_ * 7;
  }

  std::string Draw() && {
    struct Opening {
      absl::string_view classes;
      int day;
      absl::string_view label;
    };
    // A day of opening that is the day of the start says nothing.
    std::vector<Opening> openings;
    if (overview_.opening > 0) openings.push_back({"overview__opening", overview_.opening, end_.name});
    if (overview_.opening_all > overview_.opening) {
      openings.push_back(
          {"overview__opening overview__opening--all", overview_.opening_all, words_.overview_opening_all});
    }
    int y = kAxis + static_cast<int>(openings.size()) * kLine;
    for (const OverviewLane& lane : overview_.lanes) y = Lane(lane, y);
    const int bottom = y;
    std::string axis;
    for (int day = 0; day <= days_; day += step_ * 7) {
      const int x = At(day);
      const absl::string_view anchor = day == 0 ? "start" : day == days_ ? "end" : "middle";
      absl::StrAppend(&axis, "<path d=\"M", x, " ", kAxis - 6, "V", bottom, "\"/><text x=\"", x, "\" y=\"", kAxis - 12,
                      "\" text-anchor=\"", anchor, "\">", Escaped(Tick(day)), "</text>");
    }
    // Lines lie below the texts of the lanes, their labels above everything.
    std::string lines;
    std::string labels;
    int label_y = kAxis - 4;
    for (const Opening& opening : openings) {
      const int x = At(opening.day);
      const bool at_end = x > layout_.width / 2;
      const std::string group = absl::StrCat("<g class=\"", opening.classes, "\">");
      absl::StrAppend(&lines, group, "<path d=\"M", x, " ", kAxis - 6, "V", bottom, "\"/></g>");
      absl::StrAppend(&labels, group, "<text x=\"", at_end ? x - 6 : x + 6, "\" y=\"", label_y += kLine, "\"",
                      at_end ? " text-anchor=\"end\"" : "", ">", Escaped(opening.label), "</text></g>");
    }
    const std::string id = absl::StrCat("overview_", layout_.name);
    return absl::StrCat("<svg class=\"overview overview--", layout_.name, "\" viewBox=\"0 0 ", layout_.width, " ",
                        bottom + 6, "\" role=\"img\" aria-labelledby=\"", id, "_title ", id, "_desc\"><title id=\"", id,
                        "_title\">", Escaped(words_.overview_title), "</title><desc id=\"", id, "_desc\">",
                        Escaped(words_.overview_desc), "</desc><g class=\"overview__axis\">", axis, "</g>", lines,
                        lanes_, labels, "</svg>");
  }

 private:
  // Rounded to whole units, so that every implementation comes to the same.
  int At(int day) const {
    return layout_.chart_left + (2 * day * (layout_.chart_right - layout_.chart_left) + days_) / (2 * days_);
  }

  std::string Tick(int day) const {
    if (day == 0) return words_.overview_start;
    return words_.weeks.Format(day / 7);
  }

  int Lane(const OverviewLane& lane, int top) {
    const std::vector<std::string> name = Wrap(lane.authority->name.text, layout_.authority_letters);
    const int name_height = static_cast<int>(name.size()) * kLine;
    absl::StrAppend(&lanes_, "<g class=\"overview__lane\"><path d=\"M0 ", top, "H", layout_.width,
                    "\"/><text class=\"overview__who\" x=\"0\" y=\"", top + kPadding - 4, "\"",
                    Language(lane.authority->name), ">");
    for (const std::string& line : name) {
      absl::StrAppend(&lanes_, "<tspan x=\"", layout_.column ? 0 : layout_.chart_left, "\" dy=\"", kLine, "\">",
                      Escaped(line), "</tspan>");
    }
    lanes_ += "</text>";
    int y = top + kPadding + (layout_.column ? 0 : name_height + 4);
    for (const OverviewBar& bar : lane.bars) y = Bar(bar, y);
    lanes_ += "</g>";
    return std::max(y, layout_.column ? top + kPadding + name_height : 0) + kPadding;
  }

  // Draws a title, on as many lines as it takes, and its bar; returns where the next one begins.
  int Bar(const OverviewBar& bar, int y) {
    const std::vector<std::string> title = Wrap(bar.service->title.text, layout_.title_letters);
    std::size_t longest = 0;
    for (const std::string& line : title) longest = std::max(longest, CountCodePoints(line));
    const int left = bar.unknown ? std::min(At(bar.begin), layout_.chart_right - kUnknown) : At(bar.begin);
    const int right = bar.unknown ? left + kUnknown : std::max(At(bar.end), left);
    const bool at_end = left + static_cast<int>(longest) * kLetter > layout_.width;
    for (std::size_t i = 0; i < title.size(); ++i) {
      if (i > 0) y += kTitleLine;
      absl::StrAppend(&lanes_, "<text class=\"overview__what\" x=\"", at_end ? layout_.width : left, "\" y=\"", y + 14,
                      "\"", at_end ? " text-anchor=\"end\"" : "", Language(bar.service->title), ">", Escaped(title[i]),
                      "</text>");
    }
    const std::string classes =
        absl::StrCat("overview__bar", bar.maybe ? " overview__bar--maybe" : "",
                     bar.unknown ? " overview__bar--unknown" : "", bar.critical ? " overview__bar--critical" : "");
    if (!bar.unknown && bar.end == bar.begin) {
      absl::StrAppend(&lanes_, "<circle class=\"", classes, "\" cx=\"", left + kBar / 2, "\" cy=\"", y + 20 + kBar / 2,
                      "\" r=\"", kBar / 2 - 1, "\"/>");
    } else {
      absl::StrAppend(&lanes_, "<rect class=\"", classes, "\" x=\"", left, "\" y=\"", y + 20, "\" width=\"",
                      std::max(right - left, 6), "\" height=\"", kBar, "\" rx=\"4\"/>");
    }
    return y + kRow;
  }

  const Overview& overview_;
  const Layout& layout_;
  const Words& words_;
  const EndWords& end_;
  // Weeks between two marks of the axis, and days that the axis covers.
  int step_ = 1;
  int days_ = 28;
  std::string lanes_;
};

}  // namespace

std::string DrawOverview(const Overview& overview, OverviewSize size, const Words& words, const EndWords& end) {
  return Drawing(overview, size == OverviewSize::kWide ? kWide : kNarrow, words, end).Draw();
}

std::string OverviewWeek(int day, const Words& words) {
  return day < 7 ? words.overview_week_first : words.overview_week.Format(day / 7);
}

}  // namespace indgang::sitegen
