// What the markdown renderer uses of cmark: documents that free themselves, and their text.
#ifndef INDGANG_SITEGEN_PUBLISH_MARKDOWN_TREE_H_
#define INDGANG_SITEGEN_PUBLISH_MARKDOWN_TREE_H_

#include <cmark.h>

#include <memory>
#include <string>

#include "absl/strings/string_view.h"

namespace indgang::sitegen::markdown {

struct FreeNode {
  void operator()(cmark_node* node) const { cmark_node_free(node); }
};
struct FreeIterator {
  void operator()(cmark_iter* iterator) const { cmark_iter_free(iterator); }
};
using Document = std::unique_ptr<cmark_node, FreeNode>;
using Iterator = std::unique_ptr<cmark_iter, FreeIterator>;

inline Document Parse(absl::string_view text) {
  return Document(cmark_parse_document(text.data(), text.size(), CMARK_OPT_DEFAULT));
}

// The node's own text; empty when it has none.
inline absl::string_view Literal(cmark_node* node) {
  const char* literal = cmark_node_get_literal(node);
  return literal == nullptr ? absl::string_view() : absl::string_view(literal);
}

// The text below a node without its markup.
std::string PlainText(cmark_node* root);

}  // namespace indgang::sitegen::markdown

#endif  // INDGANG_SITEGEN_PUBLISH_MARKDOWN_TREE_H_
