#include "sitegen/read/decode.h"

#include <cstddef>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "base/did_you_mean.h"
#include "sitegen/read/codes.h"

namespace indgang::sitegen::read {
namespace {

absl::string_view KindName(const Node& node) {
  switch (node.kind) {
    case Node::Kind::kScalar:
      return "a single value";
    case Node::Kind::kSequence:
      return "a list";
    case Node::Kind::kMapping:
      return "a mapping";
  }
  return "";
}

std::string Wanted(const Field& field) {
  if (field.refers_to != ItemKind::kSite) return absl::StrCat("the id of one ", InfoOf(field.refers_to).name);
  if (field.object == nullptr) return std::string(field.type->wanted);
  return absl::StrCat(field.object().name(), " with keys such as \"", field.object().keys()[0], "\"");
}

// A field's explanation, to go on in the middle of a sentence.
std::string Explanation(const Field& field) {
  std::string doc(absl::StripSuffix(field.doc, "."));
  if (doc.size() > 1 && !absl::ascii_isupper(static_cast<unsigned char>(doc[1]))) doc[0] = absl::ascii_tolower(doc[0]);
  return doc;
}

}  // namespace

void Decoder::Report(absl::string_view code, Place place, std::string message, std::string suggestion,
                     Severity severity) {
  diagnostics_.Add({.file = std::string(file_),
                    .place = place,
                    .severity = severity,
                    .code = std::string(code),
                    .message = std::move(message),
                    .suggestion = std::move(suggestion)});
}

void Decoder::DecodeObject(const Schema& schema, const Node& node, google::protobuf::Message& message) {
  if (node.broken) return;
  if (node.kind != Node::Kind::kMapping && !node.IsAbsent()) {
    Report(codes::kWrongType, node,
           absl::StrCat("expected ", schema.name(), ", a mapping of \"key: value\", found ", KindName(node)));
    return;
  }
  const std::vector<Field>& fields = schema.fields();
  std::vector<bool> present(fields.size());
  for (std::size_t i = 0; i < node.keys.size(); ++i) {
    const Node& key = node.keys[i];
    std::size_t index = 0;
    while (index < fields.size() && fields[index].key != key.text) ++index;
    if (index < fields.size()) {
      present[index] = true;
      DecodeField(fields[index], node.children[i], schema.SlotOf(index, message));
    } else if (!key.broken) {
      const std::string meant = DidYouMean(key.text, schema.keys());
      Report(codes::kUnknownKey, key,
             absl::StrCat("\"", key.text, "\" is not a key of ", schema.name(), "; keys are ",
                          absl::StrJoin(schema.keys(), ", ")),
             meant);
      // A key that is misspelt is not missing as well.
      for (std::size_t j = 0; j < fields.size(); ++j) present[j] = present[j] || fields[j].key == meant;
    }
  }
  for (std::size_t i = 0; i < fields.size(); ++i) {
    if (fields[i].required && !present[i]) {
      Report(codes::kMissingKey, node,
             absl::StrCat("key \"", fields[i].key, "\" is missing in ", schema.name(), ": ", Explanation(fields[i])));
    }
  }
  if (schema.check() != nullptr) schema.check()(node, message, *this);
}

void Decoder::DecodeField(const Field& field, const Node& node, Slot slot) {
  if (node.broken) return;
  if (node.IsAbsent()) {
    Report(codes::kEmptyValue, node,
           absl::StrCat("\"", field.key, "\" has no value: write ", field.many ? "a list of " : "", Wanted(field),
                        field.required ? "" : ", or leave the key out"));
    return;
  }
  if (!field.many) {
    DecodeValue(field, node, slot);
    return;
  }
  if (node.kind != Node::Kind::kSequence) {
    Report(codes::kWrongType, node,
           absl::StrCat("\"", field.key, "\" must be a list, each entry ", Wanted(field), "; found ", KindName(node)));
    return;
  }
  if (field.required && node.children.empty()) {
    Report(codes::kEmptyValue, node, absl::StrCat("\"", field.key, "\" must hold at least one entry"));
  }
  absl::flat_hash_set<absl::string_view> seen;
  for (const Node& child : node.children) {
    if (child.kind == Node::Kind::kScalar && !child.broken && !child.IsAbsent() && !seen.insert(child.text).second) {
      Report(codes::kDuplicateEntry, child, absl::StrCat("\"", child.text, "\" stands twice in \"", field.key, "\""));
      continue;
    }
    DecodeValue(field, child, slot);
  }
}

void Decoder::DecodeValue(const Field& field, const Node& node, Slot slot) {
  if (node.broken) return;
  if (node.IsAbsent()) {
    Report(codes::kEmptyValue, node, absl::StrCat("an entry of \"", field.key, "\" has no value"));
    return;
  }
  if (node.kind == Node::Kind::kScalar && absl::StripAsciiWhitespace(node.text).empty()) {
    Report(codes::kEmptyValue, node, absl::StrCat("\"", field.key, "\" is empty"));
    return;
  }
  if (field.type->node.has_value() && node.kind != *field.type->node) {
    Report(codes::kWrongType, node,
           absl::StrCat("\"", field.key, "\" must be ", Wanted(field), "; found ", KindName(node)));
    return;
  }
  field.type->decode(field, node, slot, *this);
}

}  // namespace indgang::sitegen::read
