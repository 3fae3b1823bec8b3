#include "sitegen/read/schema.h"

#include <cstdio>
#include <cstdlib>
#include <utility>

#include "absl/strings/str_split.h"

namespace indgang::sitegen::read {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

void Slot::SetString(std::string value) {
  if (field_ == nullptr) return;
  if (field_->is_repeated()) {
    message_.GetReflection()->AddString(&message_, field_, std::move(value));
  } else {
    message_.GetReflection()->SetString(&message_, field_, std::move(value));
  }
}

void Slot::SetInt(int value) {
  if (field_ != nullptr) message_.GetReflection()->SetInt32(&message_, field_, value);
}

void Slot::SetBool(bool value) {
  if (field_ != nullptr) message_.GetReflection()->SetBool(&message_, field_, value);
}

void Slot::SetEnum(int value) {
  if (field_ != nullptr) message_.GetReflection()->SetEnumValue(&message_, field_, value);
}

Message& Slot::MutableMessage() {
  if (field_->is_repeated()) return *message_.GetReflection()->AddMessage(&message_, field_);
  return *message_.GetReflection()->MutableMessage(&message_, field_);
}

Field Field::Required() const {
  Field copy = *this;
  copy.required = true;
  return copy;
}

Field Field::Many() const {
  Field copy = *this;
  copy.many = true;
  return copy;
}

Field Field::To(absl::string_view target_field) const {
  Field copy = *this;
  copy.target = target_field;
  return copy;
}

Field Field::NotKept() const {
  Field copy = *this;
  copy.kept = false;
  return copy;
}

Schema::Schema(absl::string_view name, const Descriptor* message, std::vector<Field> fields, Check whole)
    : name_(name), fields_(std::move(fields)), check_(whole) {
  for (const Field& field : fields_) {
    keys_.emplace_back(field.key);
    if (!field.kept) {
      targets_.push_back({nullptr, nullptr});
      continue;
    }
    const absl::string_view path = field.target.empty() ? field.key : field.target;
    const std::vector<std::string> names = absl::StrSplit(path, '.');
    Target target = {nullptr, message->FindFieldByName(names[0])};
    if (names.size() > 1 && target.field != nullptr) {
      target = {target.field, target.field->message_type()->FindFieldByName(names[1])};
    }
    if (target.field == nullptr) {
      std::fprintf(stderr, "schema of %s: %s has no field %s\n", std::string(name).c_str(),
                   message->full_name().c_str(), std::string(path).c_str());
      std::abort();
    }
    targets_.push_back(target);
  }
}

Slot Schema::SlotOf(std::size_t index, Message& message) const {
  const Target& target = targets_[index];
  if (target.field == nullptr) return Slot(message);
  if (target.outer == nullptr) return Slot(message, *target.field);
  return Slot(*message.GetReflection()->MutableMessage(&message, target.outer), *target.field);
}

}  // namespace indgang::sitegen::read
