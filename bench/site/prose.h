// Sentences for a made-up corpus: words as frequent as in real text, the same ones for the same seed.
#ifndef INDGANG_BENCH_SITE_PROSE_H_
#define INDGANG_BENCH_SITE_PROSE_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace indgang::bench {

// A random number generator with the same numbers on every machine.
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : state_(seed) {}
  // From 0 to `sides` - 1; `sides` at least 1.
  std::size_t Roll(std::size_t sides);
  // From 0 to just below 1.
  double Share();

 private:
  std::uint64_t Next();
  std::uint64_t state_;
};

// Words of one language: stems of the trade, their inflections, and compounds of two of them (in English
// two words side by side). Few are frequent and most are rare.
class Prose {
 public:
  explicit Prose(bool english);

  // One to three words for a title, first letter large.
  std::string Title(Dice& dice) const;
  // 7 to 16 words with a full stop.
  std::string Sentence(Dice& dice) const;
  // `sentences` sentences in lines of about 100 letters.
  std::string Paragraph(Dice& dice, int sentences) const;
  // A single word of the trade.
  const std::string& Word(Dice& dice) const;

 private:
  std::vector<std::string> small_words_;
  std::vector<std::string> words_;
  // Sums of the shares of words_ up to each.
  std::vector<double> sums_;
};

}  // namespace indgang::bench

#endif  // INDGANG_BENCH_SITE_PROSE_H_
