// Page templates: a small mustache. Templates see plain structs through field tables; every name is resolved when a
// template is compiled, so rendering looks nothing up and cannot fail.
//
//   {{name}}             text, escaped            {{#name}}…{{/name}}  for each item, or if there is any / it is true
//   {{{name_html}}}      HTML made by our code    {{^name}}…{{/name}}  if there is none / it is false
//   {{> name}}           partials/name.html       {{t.key}}            words of the user interface
//   {{! note}}           nothing                  {{?name}}…{{/name}}  once if there is any, without going into items
//
// Inside a section the item's names come first, then those around it. A line that holds only section tags, a partial or
// a note leaves no line; leading spaces of lines are dropped.
#ifndef INDGANG_SITEGEN_PUBLISH_TEMPLATE_H_
#define INDGANG_SITEGEN_PUBLISH_TEMPLATE_H_

#include <map>
#include <string>
#include <type_traits>
#include <vector>

#include "absl/strings/string_view.h"

namespace indgang::sitegen {

struct ViewSchema;

// How templates read one member of a struct. Made by TextField, FlagField, ListField, OneField and PartField below.
struct ViewField {
  enum class Kind { kText, kFlag, kList };
  struct Items {
    const char* data = nullptr;
    std::size_t count = 0;
    std::size_t stride = 0;
    // The items are pointers to the structs.
    bool pointers = false;
  };

  std::string name;
  Kind kind = Kind::kText;
  absl::string_view (*text)(const void*) = nullptr;
  bool (*flag)(const void*) = nullptr;
  Items (*items)(const void*) = nullptr;
  const ViewSchema* item = nullptr;
};

// The names that templates may use of a struct.
struct ViewSchema {
  std::vector<ViewField> fields;
};

template <class T, class C>
C ClassOf(T C::*);

template <auto Member>
ViewField TextField(const char* name) {
  using C = decltype(ClassOf(Member));
  ViewField field;
  field.name = name;
  field.text = [](const void* object) -> absl::string_view { return static_cast<const C*>(object)->*Member; };
  return field;
}

template <auto Member>
ViewField FlagField(const char* name) {
  using C = decltype(ClassOf(Member));
  ViewField field;
  field.name = name;
  field.kind = ViewField::Kind::kFlag;
  field.flag = [](const void* object) -> bool { return static_cast<const C*>(object)->*Member; };
  return field;
}

// A std::vector of structs, or of pointers to structs.
template <auto Member>
ViewField ListField(const char* name, const ViewSchema& item) {
  using C = decltype(ClassOf(Member));
  ViewField field;
  field.name = name;
  field.kind = ViewField::Kind::kList;
  field.item = &item;
  field.items = [](const void* object) -> ViewField::Items {
    const auto& list = static_cast<const C*>(object)->*Member;
    return {reinterpret_cast<const char*>(list.data()), list.size(), sizeof(list[0]),
            std::is_pointer_v<std::decay_t<decltype(list[0])>>};
  };
  return field;
}

// A pointer to a struct or a std::optional: a list of at most one.
template <auto Member>
ViewField OneField(const char* name, const ViewSchema& item) {
  using C = decltype(ClassOf(Member));
  ViewField field;
  field.name = name;
  field.kind = ViewField::Kind::kList;
  field.item = &item;
  field.items = [](const void* object) -> ViewField::Items {
    const auto& value = static_cast<const C*>(object)->*Member;
    if (!value) return {};
    return {reinterpret_cast<const char*>(&*value), 1, 0, false};
  };
  return field;
}

// A struct that is itself false or true; a list of none or one.
template <auto Member>
ViewField PartField(const char* name, const ViewSchema& item) {
  using C = decltype(ClassOf(Member));
  ViewField field;
  field.name = name;
  field.kind = ViewField::Kind::kList;
  field.item = &item;
  field.items = [](const void* object) -> ViewField::Items {
    const auto& value = static_cast<const C*>(object)->*Member;
    if (!value) return {};
    return {reinterpret_cast<const char*>(&value), 1, 0, false};
  };
  return field;
}

// A template's text and where it came from.
struct TemplateSource {
  // As shown in messages: "templates/pages/start.html".
  std::string file;
  std::string text;
  // Set when some page uses it.
  mutable bool used = false;
};

// Words of the user interface in one language, by key.
struct UiString {
  std::string text;
  mutable bool used = false;
};
using UiStrings = std::map<std::string, UiString, std::less<>>;

// A compiled page. Immutable; may be used from any thread.
class Template {
 public:
  // Compiles `source` for the structs that `roots` describe, outermost first. What is wrong is appended to `problems`,
  // one line each as "file:line:column: error [code]: …"; the template is usable only when nothing was.
  // Codes: unknown-name, unknown-partial, unknown-string, unclosed-tag, unclosed-section, section-not-open,
  // html-not-escaped, wrong-kind, partial-in-itself.
  static Template Compile(const TemplateSource& source,
                          const std::map<std::string, TemplateSource, std::less<>>& partials,
                          const std::vector<const ViewSchema*>& roots, const UiStrings& strings,
                          std::vector<std::string>* problems);

  // Appends the page. `roots` are the structs, as many and in the order as compiled for.
  void Render(const std::vector<const void*>& roots, std::string& out) const;

 private:
  friend class TemplateCompiler;
  struct Instruction {
    enum class Kind { kLiteral, kText, kHtml, kSection, kInverted, kIfAny };
    Kind kind = Kind::kLiteral;
    std::string literal;
    const ViewField* field = nullptr;
    // Which struct of the stack the field belongs to.
    std::size_t frame = 0;
    // Of a section: the instruction after it.
    std::size_t end = 0;
  };
  void Run(std::size_t begin, std::size_t end, std::vector<const void*>& frames, std::string& out) const;

  std::vector<Instruction> program_;
};

}  // namespace indgang::sitegen

#endif  // INDGANG_SITEGEN_PUBLISH_TEMPLATE_H_
