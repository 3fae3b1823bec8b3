// Numbers distinct words.
#ifndef INDGANG_KNOWLEDGE_WORD_NUMBERS_H_
#define INDGANG_KNOWLEDGE_WORD_NUMBERS_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace indgang::knowledge {

// A hash table of its own, because millions of words are looked up and most have few letters: the first eight stand in
// the table, so that one place in memory tells all.
class WordNumbers {
 public:
  WordNumbers();

  // The number of the word, which holds no zero byte; words are numbered from 0 in the order in which they come first.
  int Add(absl::string_view word);

  // By number. Valid until the next Add.
  absl::string_view Word(int number) const;
  int size() const { return static_cast<int>(ends_.size()); }

 private:
  struct Slot {
    std::uint64_t beginning = 0;
    std::uint32_t hash = 0;
    // -1 for none.
    std::int32_t number = -1;
  };

  void Grow();

  // A power of two, at most half of them taken.
  std::vector<Slot> slots_;
  // The words one after the other, and by number where they end.
  std::string letters_;
  std::vector<std::size_t> ends_;
};

}  // namespace indgang::knowledge

#endif  // INDGANG_KNOWLEDGE_WORD_NUMBERS_H_
