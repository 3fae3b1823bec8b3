#include "sitegen/read/yaml.h"

#include <yaml.h>

#include <algorithm>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "sitegen/read/codes.h"

namespace indgang::sitegen::read {
namespace {

// libyaml's words for the mistakes editors make, in editors' words. Matched by their beginning.
struct Translation {
  absl::string_view problem;
  absl::string_view message;
};
constexpr Translation kTranslations[] = {
    {"mapping values are not allowed in this context",
     "a \":\" is not allowed here: put quotes around a text that holds \": \", and check the indentation"},
    {"could not find expected ':'",
     "a key without \":\" behind it, or a quote or line that is not indented far enough"},
    {"did not find expected key",
     "expected a key here: the line is indented unlike its neighbours, or a quote is missing"},
    {"did not find expected '-' indicator", "expected \"- \" here: the line is indented unlike the list it belongs to"},
    {"did not find expected ',' or ']'", "expected \",\" or \"]\" here: the list that began with \"[\" is not closed"},
    {"did not find expected ',' or '}'",
     "expected \",\" or \"}\" here: the mapping that began with \"{\" is not closed, or a text that holds a comma "
     "needs "
     "quotes"},
    {"found unexpected end of stream", "a quote that was opened is never closed"},
    {"found character that cannot start any token",
     "this character cannot begin a value: put quotes around the text, and indent with blanks, not tabs"},
    {"found a tab character", "indent with blanks, not tabs"},
    {"found unknown escape character", "unknown escape after \"\\\": use single quotes, or write \"\\\\\""},
    {"block sequence entries are not allowed in this context",
     "a list cannot begin here: write it on lines of its own"},
    {"found undefined tag handle", "tags (\"!\") are not allowed: put quotes around the text"},
    {"did not find URI escape", "tags (\"!\") are not allowed: put quotes around the text"},
    {"did not find expected whitespace or line break", "a blank is missing here: put quotes around the text"},
};

std::string Translate(absl::string_view problem) {
  for (const Translation& translation : kTranslations) {
    if (absl::StartsWith(problem, translation.problem)) return std::string(translation.message);
  }
  return absl::StrCat("this is not YAML: ", problem);
}

absl::string_view View(const yaml_char_t* text) {
  return text == nullptr ? absl::string_view() : absl::string_view(reinterpret_cast<const char*>(text));
}

// Pulls events from libyaml and builds the tree.
class Reader {
 public:
  Reader(absl::string_view text, int first_line, absl::string_view file, Diagnostics& diagnostics)
      : first_line_(first_line), file_(file), diagnostics_(diagnostics) {
    yaml_parser_initialize(&parser_);
    yaml_parser_set_encoding(&parser_, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&parser_, reinterpret_cast<const unsigned char*>(text.data()), text.size());
  }
  ~Reader() {
    yaml_event_delete(&event_);
    yaml_parser_delete(&parser_);
  }
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;

  std::optional<Node> Read() {
    if (!Next() || !Next()) return std::nullopt;  // stream start, document start or stream end
    Node root;
    root.plain = true;
    root.place = {first_line_, 1, 1};
    if (event_.type == YAML_STREAM_END_EVENT) return root;
    if (!Next() || !ReadNode(root, 1) || !Next()) return std::nullopt;  // ends at document end
    if (!Next()) return std::nullopt;
    if (event_.type != YAML_STREAM_END_EVENT) {
      Report(codes::kYamlForbidden, Start(), "a second document begins here: a file holds one");
      return std::nullopt;
    }
    return root;
  }

 private:
  bool Next() {
    yaml_event_delete(&event_);
    if (yaml_parser_parse(&parser_, &event_)) return true;
    const absl::string_view problem = parser_.problem == nullptr ? "" : parser_.problem;
    const bool has_context = parser_.context != nullptr;
    // An open quote is found missing at the end of the file; what helps is where it began.
    const bool open_quote = has_context && absl::StartsWith(problem, "found unexpected end of stream");
    const yaml_mark_t& mark = open_quote ? parser_.context_mark : parser_.problem_mark;
    std::string message = Translate(problem);
    if (has_context && parser_.context_mark.line < mark.line) {
      absl::StrAppend(&message, " (it began in line ", first_line_ + static_cast<int>(parser_.context_mark.line), ")");
    }
    Report(codes::kYamlSyntax, {first_line_ + static_cast<int>(mark.line), static_cast<int>(mark.column) + 1, 1},
           std::move(message));
    return false;
  }

  // Reads the node that the current event begins.
  bool ReadNode(Node& node, int depth) {
    node.place = Start();
    node.plain = false;
    switch (event_.type) {
      case YAML_SCALAR_EVENT:
        Refuse(node, event_.data.scalar.anchor, event_.data.scalar.tag);
        node.plain = event_.data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
        node.text.assign(reinterpret_cast<const char*>(event_.data.scalar.value), event_.data.scalar.length);
        RefuseControlCharacters(node);
        return true;
      case YAML_SEQUENCE_START_EVENT:
        Refuse(node, event_.data.sequence_start.anchor, event_.data.sequence_start.tag);
        node.kind = Node::Kind::kSequence;
        return !TooDeep(node, depth) && ReadSequence(node, depth);
      case YAML_MAPPING_START_EVENT:
        Refuse(node, event_.data.mapping_start.anchor, event_.data.mapping_start.tag);
        node.kind = Node::Kind::kMapping;
        return !TooDeep(node, depth) && ReadMapping(node, depth);
      case YAML_ALIAS_EVENT:
        Report(codes::kYamlForbidden, node.place,
               absl::StrCat("\"*", View(event_.data.alias.anchor),
                            "\" is an alias, which is not allowed: write the value, or put quotes around the text"));
        node.broken = true;
        return true;
      default:
        return false;
    }
  }

  bool ReadSequence(Node& node, int depth) {
    while (true) {
      if (!Next()) return false;
      if (event_.type == YAML_SEQUENCE_END_EVENT) return EndCollection(node);
      if (!ReadNode(node.children.emplace_back(), depth + 1)) return false;
    }
  }

  bool ReadMapping(Node& node, int depth) {
    absl::flat_hash_set<std::string> seen;
    while (true) {
      if (!Next()) return false;
      if (event_.type == YAML_MAPPING_END_EVENT) return EndCollection(node);
      Node key;
      if (!ReadNode(key, depth + 1) || !Next()) return false;
      Node value;
      if (!ReadNode(value, depth + 1)) return false;
      if (key.kind != Node::Kind::kScalar) {
        Report(codes::kYamlForbidden, key.place, "a key must be a word, not a list or a mapping");
        node.broken = true;
        continue;
      }
      // An absent value stands nowhere; problems with it are shown at its key.
      if (value.IsAbsent()) value.place = key.place;
      if (!key.broken && !seen.insert(key.text).second) {
        Report(codes::kDuplicateKey, key.place, absl::StrCat("key \"", key.text, "\" stands here for the second time"));
        continue;
      }
      node.keys.push_back(std::move(key));
      node.children.push_back(std::move(value));
    }
  }

  // The current event ends `node`: a flow collection on one line is underlined as a whole.
  bool EndCollection(Node& node) {
    const yaml_mark_t& end = event_.end_mark;
    const int end_column = static_cast<int>(end.column) + 1;
    if (first_line_ + static_cast<int>(end.line) == node.place.line && end_column > node.place.column) {
      node.place.length = end_column - node.place.column;
    }
    return true;
  }

  void Refuse(Node& node, const yaml_char_t* anchor, const yaml_char_t* tag) {
    if (anchor != nullptr) {
      node.broken = true;
      Report(codes::kYamlForbidden, node.place,
             absl::StrCat("\"&", View(anchor),
                          "\" is an anchor, which is not allowed: write the value where it is "
                          "needed, or put quotes around the text"));
    }
    if (tag != nullptr) {
      node.broken = true;
      Report(codes::kYamlForbidden, node.place,
             absl::StrCat("tag \"", absl::StrReplaceAll(View(tag), {{"tag:yaml.org,2002:", "!!"}}),
                          "\" is not allowed: put quotes around the text"));
    }
  }

  // Escapes such as "\0" bring in what the bytes of a file may not hold.
  void RefuseControlCharacters(Node& node) {
    const auto control = std::find_if(node.text.begin(), node.text.end(), [](char c) {
      return (static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t') || c == 0x7F;
    });
    if (control == node.text.end()) return;
    node.broken = true;
    Report(codes::kControlCharacter, node.place, "the text holds an escape for a control character: leave it out");
  }

  bool TooDeep(const Node& node, int depth) {
    if (depth <= kMaxYamlDepth) return false;
    Report(codes::kYamlTooDeep, node.place,
           absl::StrCat("lists and mappings stand more than ", kMaxYamlDepth, " deep inside each other"));
    return true;
  }

  // The current event, as far as it is on its first line; 1 long for what begins a collection.
  Place Start() const {
    const yaml_mark_t& start = event_.start_mark;
    const yaml_mark_t& end = event_.end_mark;
    Place place = {first_line_ + static_cast<int>(start.line), static_cast<int>(start.column) + 1, 1};
    if (event_.type != YAML_SCALAR_EVENT && event_.type != YAML_ALIAS_EVENT) return place;
    // Text over several lines is underlined where it begins.
    if (end.line == start.line) place.length = std::max(1, static_cast<int>(end.column - start.column));
    return place;
  }

  void Report(absl::string_view code, Place place, std::string message) {
    diagnostics_.Add(
        {.file = std::string(file_), .place = place, .code = std::string(code), .message = std::move(message)});
  }

  int first_line_;
  absl::string_view file_;
  Diagnostics& diagnostics_;
  yaml_parser_t parser_;
  yaml_event_t event_ = {};
};

}  // namespace

const Node* Node::Find(absl::string_view key) const {
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (keys[i].text == key) return &children[i];
  }
  return nullptr;
}

std::optional<Node> ParseYaml(absl::string_view text, int first_line, absl::string_view file,
                              Diagnostics& diagnostics) {
  return Reader(text, first_line, file, diagnostics).Read();
}

}  // namespace indgang::sitegen::read
