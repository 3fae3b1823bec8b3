#include "sitegen/publish/template.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "base/did_you_mean.h"
#include "sitegen/publish/html.h"

namespace indgang::sitegen {

// Compiles one page, following its partials.
class TemplateCompiler {
 public:
  TemplateCompiler(const std::map<std::string, TemplateSource, std::less<>>& partials,
                   const std::vector<const ViewSchema*>& roots, const UiStrings& strings,
                   std::vector<std::string>* problems)
      : partials_(partials), frames_(roots), strings_(strings), problems_(problems) {}

  Template Compile(const TemplateSource& source) {
    CompileSource(source);
    return std::move(out_);
  }

 private:
  using Instruction = Template::Instruction;

  struct OpenSection {
    std::string name;
    std::size_t instruction;
    std::size_t tag;
    bool pushed;
  };

  struct Tag {
    // '#', '^', '?', '/', '>', '!', '{' (three braces) or 0.
    char kind = 0;
    std::string name;
    // Byte offsets of the tag with its braces, and of its name.
    std::size_t begin = 0;
    std::size_t end = 0;
    std::size_t name_begin = 0;
  };

  // A partial in the middle of a line does not bring its own line end.
  void CompileSource(const TemplateSource& source, bool within_line = false) {
    absl::string_view text = source.text;
    if (within_line) absl::ConsumeSuffix(&text, "\n");
    std::vector<OpenSection> open;
    std::size_t at = 0;
    active_.push_back(&source);
    while (at < text.size()) {
      const std::size_t begin = text.find("{{", at);
      if (begin == absl::string_view::npos) break;
      Tag tag;
      if (!ReadTag(source, begin, &tag)) {
        at = text.size();
        break;
      }
      std::size_t literal_end = begin;
      std::size_t next = tag.end;
      if (tag.kind != 0 && tag.kind != '{' && StandsAlone(text, tag)) {
        while (literal_end > at && text[literal_end - 1] != '\n') --literal_end;
        next = std::min(text.find('\n', tag.end), text.size() - 1) + 1;
      }
      Literal(text, at, literal_end);
      at = next;
      Apply(source, tag, &open);
    }
    Literal(text, at, text.size());
    for (const OpenSection& section : open) {
      Problem(source, section.tag, "unclosed-section",
              absl::StrCat("section \"", section.name, "\" is not closed: {{/", section.name, "}} is missing"));
      if (section.pushed) frames_.pop_back();
    }
    active_.pop_back();
  }

  bool ReadTag(const TemplateSource& source, std::size_t begin, Tag* tag) {
    const absl::string_view text = source.text;
    tag->begin = begin;
    std::size_t inner = begin + 2;
    absl::string_view closing = "}}";
    if (inner < text.size() && absl::string_view("#^?/>!{").find(text[inner]) != absl::string_view::npos) {
      tag->kind = text[inner++];
      if (tag->kind == '{') closing = "}}}";
    }
    const std::size_t close = text.find(closing, inner);
    const bool one_line = tag->kind == '!' || text.substr(inner, close - inner).find('\n') == absl::string_view::npos;
    if (close == absl::string_view::npos || !one_line) {
      Problem(source, begin, "unclosed-tag", absl::StrCat("the tag is not closed: ", closing, " is missing"));
      return false;
    }
    const absl::string_view name = absl::StripAsciiWhitespace(text.substr(inner, close - inner));
    tag->name = std::string(name);
    tag->name_begin = name.empty() ? begin : static_cast<std::size_t>(name.data() - text.data());
    tag->end = close + closing.size();
    return true;
  }

  static bool StandsAlone(absl::string_view text, const Tag& tag) {
    for (std::size_t i = tag.begin; i > 0 && text[i - 1] != '\n'; --i) {
      if (text[i - 1] != ' ') return false;
    }
    for (std::size_t i = tag.end; i < text.size() && text[i] != '\n'; ++i) {
      if (text[i] != ' ') return false;
    }
    return true;
  }

  void Apply(const TemplateSource& source, const Tag& tag, std::vector<OpenSection>* open) {
    switch (tag.kind) {
      case '!':
        return;
      case '>':
        return Partial(source, tag);
      case '#':
      case '^':
      case '?':
        return Open(source, tag, open);
      case '/':
        return Close(source, tag, open);
      default:
        return Value(source, tag);
    }
  }

  void Partial(const TemplateSource& source, const Tag& tag) {
    const auto found = partials_.find(tag.name);
    if (found == partials_.end()) {
      std::vector<std::string> names;
      for (const auto& [name, partial] : partials_) names.push_back(name);
      Problem(source, tag.name_begin, "unknown-partial", absl::StrCat("partial \"", tag.name, "\" does not exist"),
              DidYouMean(tag.name, names));
      return;
    }
    if (std::find(active_.begin(), active_.end(), &found->second) != active_.end()) {
      Problem(source, tag.name_begin, "partial-in-itself", absl::StrCat("partial \"", tag.name, "\" contains itself"));
      return;
    }
    found->second.used = true;
    CompileSource(found->second, !StandsAlone(source.text, tag));
  }

  void Open(const TemplateSource& source, const Tag& tag, std::vector<OpenSection>* open) {
    Instruction instruction;
    instruction.kind = tag.kind == '#'   ? Instruction::Kind::kSection
                       : tag.kind == '^' ? Instruction::Kind::kInverted
                                         : Instruction::Kind::kIfAny;
    instruction.field = Find(source, tag, &instruction.frame);
    const bool pushes =
        tag.kind == '#' && instruction.field != nullptr && instruction.field->kind == ViewField::Kind::kList;
    if (pushes) frames_.push_back(instruction.field->item);
    open->push_back({tag.name, out_.program_.size(), tag.begin, pushes});
    out_.program_.push_back(std::move(instruction));
  }

  void Close(const TemplateSource& source, const Tag& tag, std::vector<OpenSection>* open) {
    if (open->empty() || open->back().name != tag.name) {
      Problem(source, tag.begin, "section-not-open",
              open->empty() ? absl::StrCat("{{/", tag.name, "}} closes a section, and none is open here")
                            : absl::StrCat("{{/", tag.name, "}} stands where {{/", open->back().name, "}} is wanted"));
      return;
    }
    if (open->back().pushed) frames_.pop_back();
    out_.program_[open->back().instruction].end = out_.program_.size();
    section_end_ = out_.program_.size();
    open->pop_back();
  }

  void Value(const TemplateSource& source, const Tag& tag) {
    if (absl::StartsWith(tag.name, "t.")) return String(source, tag);
    Instruction instruction;
    instruction.field = Find(source, tag, &instruction.frame);
    if (instruction.field == nullptr) return;
    if (instruction.field->kind != ViewField::Kind::kText) {
      Problem(source, tag.name_begin, "wrong-kind",
              absl::StrCat("\"", tag.name, "\" is ",
                           instruction.field->kind == ViewField::Kind::kFlag ? "yes or no" : "a list", "; write {{#",
                           tag.name, "}}…{{/", tag.name, "}}"));
      return;
    }
    const bool html = absl::EndsWith(tag.name, "_html");
    if (html != (tag.kind == '{')) {
      Problem(source, tag.begin, "html-not-escaped",
              html ? absl::StrCat("\"", tag.name, "\" holds HTML; write {{{", tag.name, "}}}")
                   : absl::StrCat("\"", tag.name, "\" holds text; write {{", tag.name, "}}"));
      return;
    }
    instruction.kind = html ? Instruction::Kind::kHtml : Instruction::Kind::kText;
    out_.program_.push_back(std::move(instruction));
  }

  void String(const TemplateSource& source, const Tag& tag) {
    const std::string key = tag.name.substr(2);
    const auto found = strings_.find(key);
    if (found == strings_.end()) {
      std::vector<std::string> keys;
      for (const auto& [known, string] : strings_) keys.push_back(known);
      const std::string suggestion = DidYouMean(key, keys);
      Problem(source, tag.name_begin, "unknown-string", absl::StrCat("there are no words for \"", key, "\""),
              suggestion.empty() ? "" : absl::StrCat("t.", suggestion));
      return;
    }
    found->second.used = true;
    AppendLiteral(Escaped(found->second.text));
  }

  // The field, searched from the innermost struct outwards.
  const ViewField* Find(const TemplateSource& source, const Tag& tag, std::size_t* frame) {
    std::vector<std::string> names;
    for (std::size_t i = frames_.size(); i-- > 0;) {
      for (const ViewField& field : frames_[i]->fields) {
        if (field.name == tag.name) {
          *frame = i;
          return &field;
        }
        names.push_back(field.name);
      }
    }
    Problem(source, tag.name_begin, "unknown-name", absl::StrCat("there is no \"", tag.name, "\" here"),
            DidYouMean(tag.name, names));
    return nullptr;
  }

  void Literal(absl::string_view text, std::size_t begin, std::size_t end) {
    std::string literal;
    bool line_start = begin == 0 || text[begin - 1] == '\n';
    for (std::size_t i = begin; i < end; ++i) {
      if (line_start && text[i] == ' ') continue;
      line_start = text[i] == '\n';
      literal += text[i];
    }
    AppendLiteral(literal);
  }

  void AppendLiteral(absl::string_view literal) {
    if (literal.empty()) return;
    if (out_.program_.size() > section_end_ && out_.program_.back().kind == Instruction::Kind::kLiteral) {
      out_.program_.back().literal.append(literal.data(), literal.size());
      return;
    }
    Instruction instruction;
    instruction.literal = std::string(literal);
    out_.program_.push_back(std::move(instruction));
  }

  void Problem(const TemplateSource& source, std::size_t offset, absl::string_view code, absl::string_view message,
               absl::string_view suggestion = "") {
    const absl::string_view before = absl::string_view(source.text).substr(0, offset);
    const auto line = std::count(before.begin(), before.end(), '\n') + 1;
    const std::size_t line_begin = before.rfind('\n') + 1;
    problems_->push_back(absl::StrCat(source.file, ":", line, ":", offset - line_begin + 1, ": error [", code,
                                      "]: ", message,
                                      suggestion.empty() ? "" : absl::StrCat("; did you mean \"", suggestion, "\"?")));
  }

  const std::map<std::string, TemplateSource, std::less<>>& partials_;
  std::vector<const ViewSchema*> frames_;
  const UiStrings& strings_;
  std::vector<std::string>* problems_;
  std::vector<const TemplateSource*> active_;
  // The instruction after the last section that was closed: literals are not joined across it.
  std::size_t section_end_ = 0;
  Template out_;
};

Template Template::Compile(const TemplateSource& source,
                           const std::map<std::string, TemplateSource, std::less<>>& partials,
                           const std::vector<const ViewSchema*>& roots, const UiStrings& strings,
                           std::vector<std::string>* problems) {
  source.used = true;
  return TemplateCompiler(partials, roots, strings, problems).Compile(source);
}

void Template::Render(const std::vector<const void*>& roots, std::string& out) const {
  std::vector<const void*> frames;
  frames.reserve(16);
  frames.assign(roots.begin(), roots.end());
  Run(0, program_.size(), frames, out);
}

void Template::Run(std::size_t begin, std::size_t end, std::vector<const void*>& frames, std::string& out) const {
  for (std::size_t i = begin; i < end; ++i) {
    const Instruction& instruction = program_[i];
    const ViewField* field = instruction.field;
    switch (instruction.kind) {
      case Instruction::Kind::kLiteral:
        out += instruction.literal;
        continue;
      case Instruction::Kind::kText:
        AppendEscaped(field->text(frames[instruction.frame]), out);
        continue;
      case Instruction::Kind::kHtml: {
        const absl::string_view html = field->text(frames[instruction.frame]);
        out.append(html.data(), html.size());
        continue;
      }
      case Instruction::Kind::kSection:
      case Instruction::Kind::kInverted:
      case Instruction::Kind::kIfAny:
        break;
    }
    const void* object = frames[instruction.frame];
    ViewField::Items items;
    bool any = false;
    switch (field->kind) {
      case ViewField::Kind::kText:
        any = !field->text(object).empty();
        break;
      case ViewField::Kind::kFlag:
        any = field->flag(object);
        break;
      case ViewField::Kind::kList:
        items = field->items(object);
        any = items.count > 0;
        break;
    }
    if (any == (instruction.kind == Instruction::Kind::kInverted)) {
      i = instruction.end - 1;
    } else if (items.count > 0 && instruction.kind == Instruction::Kind::kSection) {
      for (std::size_t item = 0; item < items.count; ++item) {
        const char* address = items.data + item * items.stride;
        frames.push_back(items.pointers ? *reinterpret_cast<const void* const*>(address) : address);
        Run(i + 1, instruction.end, frames, out);
        frames.pop_back();
      }
      i = instruction.end - 1;
    }
  }
}

}  // namespace indgang::sitegen
