// Explains the words of the glossary where a guide uses them: the first time on a page, a word becomes a button that
// opens its definition. The browser opens and closes it by itself (popover), so no script is needed.
#ifndef INDGANG_SITEGEN_PUBLISH_GLOSSARY_H_
#define INDGANG_SITEGEN_PUBLISH_GLOSSARY_H_

#include <bitset>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "indgang/knowledge/v1/knowledge_base.pb.h"
#include "knowledge/text_analysis.h"
#include "sitegen/publish/markdown.h"

namespace indgang::sitegen {

// The terms of one language, ready to be found in text. Immutable; may be used from any thread. Points into the
// knowledge base.
class Glossary {
 public:
  // Leaves out terms that are only listed and those without text in that language.
  Glossary(const knowledge::v1::KnowledgeBase& base, knowledge::Language language);

 private:
  friend class ExplainedTerms;

  struct Term {
    absl::string_view id;
    absl::string_view name;
    absl::string_view definition;
  };
  // One way to write a term: its name, or what stands in brackets behind it.
  struct Form {
    std::size_t term = 0;
    // What a text must hold letter by letter ("LER", which is no clay), or empty.
    std::string exact;
    // What the first word begins with, in lower case.
    std::string lead;
    // The words, folded. The last one leaves out an ending that inflection changes ("y" of "authority").
    std::vector<std::string> words;
    // Of the last word.
    std::string stem;
  };

  void AddForm(std::size_t term, absl::string_view text, knowledge::Stemmer& stemmer);

  const knowledge::Language language_;
  std::vector<Term> terms_;
  std::vector<Form> forms_;
  // Indexes into forms_ by KeyOf the first word, forms of more words first.
  absl::flat_hash_map<std::uint32_t, std::vector<std::size_t>> by_key_;
  // Which keys there are, roughly: nearly all words of a text end here.
  std::bitset<4096> keys_;
};

// Explains the terms of one page. Used by one thread.
class ExplainedTerms final : public MarkdownText {
 public:
  // The terms in the page's title are not explained: the page itself is about them. The glossary must outlive this.
  ExplainedTerms(const Glossary& glossary, absl::string_view title);

  void AppendText(absl::string_view text, std::string& html) override;
  void AppendAfterParagraph(std::string& html) override;

 private:
  struct Match {
    std::size_t begin = 0;
    std::size_t end = 0;
    std::size_t term = 0;
  };
  // The next term at or after `from` that has not been met; false when there is none.
  bool Find(absl::string_view text, std::size_t from, Match* match);
  // Length of the form at the start of `text`, whose first word has `word` bytes; 0 when it is something else.
  std::size_t MatchForm(const Glossary::Form& form, absl::string_view text, std::size_t word);

  const Glossary& glossary_;
  // Made when a word needs it.
  std::unique_ptr<knowledge::Stemmer> stemmer_;
  // By term.
  std::vector<bool> met_;
  // Terms whose definitions follow the paragraph.
  std::vector<std::size_t> pending_;
};

}  // namespace indgang::sitegen

#endif  // INDGANG_SITEGEN_PUBLISH_GLOSSARY_H_
