#include "knowledge/word_numbers.h"

#include <cstring>
#include <utility>

namespace indgang::knowledge {
namespace {

constexpr std::int32_t kFree = -1;
constexpr std::size_t kFirstSlots = 1024;

template <class Number>
std::uint64_t Load(const char* letters) {
  Number number;
  std::memcpy(&number, letters, sizeof number);
  return number;
}

// The first eight letters as a number; those that are not there are 0.
std::uint64_t Beginning(absl::string_view word) {
  const char* letters = word.data();
  const std::size_t size = word.size();
  if (size >= 8) return Load<std::uint64_t>(letters);
  // In two overlapping parts.
  if (size >= 4) return Load<std::uint32_t>(letters) | Load<std::uint32_t>(letters + size - 4) << (size - 4) * 8;
  if (size >= 2) return Load<std::uint16_t>(letters) | Load<std::uint16_t>(letters + size - 2) << (size - 2) * 8;
  return size == 0 ? 0 : Load<std::uint8_t>(letters);
}

std::uint32_t Hash(absl::string_view word, std::uint64_t beginning) {
  constexpr std::uint64_t kMix = 0x9e3779b97f4a7c15;
  std::uint64_t hash = (beginning ^ word.size()) * kMix;
  for (std::size_t at = sizeof beginning; at < word.size(); at += sizeof beginning) {
    hash = (hash ^ hash >> 32 ^ Beginning(word.substr(at))) * kMix;
  }
  return static_cast<std::uint32_t>(hash >> 32);
}

}  // namespace

WordNumbers::WordNumbers() : slots_(kFirstSlots) {}

int WordNumbers::Add(absl::string_view word) {
  const std::uint64_t beginning = Beginning(word);
  const std::uint32_t hash = Hash(word, beginning);
  const std::size_t mask = slots_.size() - 1;
  for (std::size_t i = hash & mask;; i = (i + 1) & mask) {
    Slot& slot = slots_[i];
    if (slot.number == kFree) {
      slot = {beginning, hash, size()};
      letters_.append(word.data(), word.size());
      ends_.push_back(letters_.size());
      const int number = slot.number;
      if (ends_.size() * 2 > slots_.size()) Grow();
      return number;
    }
    if (slot.hash != hash || slot.beginning != beginning) continue;
    // No letter is 0: the beginning of a shorter word is all of it, on both sides.
    if (word.size() < sizeof beginning || Word(slot.number) == word) return slot.number;
  }
}

absl::string_view WordNumbers::Word(int number) const {
  const auto i = static_cast<std::size_t>(number);
  const std::size_t begin = i == 0 ? 0 : ends_[i - 1];
  return absl::string_view(letters_).substr(begin, ends_[i] - begin);
}

void WordNumbers::Grow() {
  std::vector<Slot> before(slots_.size() * 2);
  std::swap(before, slots_);
  const std::size_t mask = slots_.size() - 1;
  for (const Slot& slot : before) {
    if (slot.number == kFree) continue;
    std::size_t i = slot.hash & mask;
    while (slots_[i].number != kFree) i = (i + 1) & mask;
    slots_[i] = slot;
  }
}

}  // namespace indgang::knowledge
