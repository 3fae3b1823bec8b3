// A made-up municipality of any size: what is on its site, before it is written in anybody's format.
#ifndef INDGANG_BENCH_SITE_CORPUS_H_
#define INDGANG_BENCH_SITE_CORPUS_H_

#include <array>
#include <cstddef>
#include <string>
#include <vector>

namespace indgang::bench {

// By language: Danish, English.
using Both = std::array<std::string, 2>;

struct Paragraph {
  // "## …" above it when not empty.
  Both heading;
  // Finished CommonMark but for the link.
  Both text;
  // The service that a sentence after the text links to.
  std::size_t link = 0;
};

struct Item {
  std::string id;
  Both title;
  Both summary;
  std::vector<Paragraph> body;
};

struct Service : Item {
  std::size_t area = 0;
  std::size_t authority = 0;
  // -1 for none.
  int question = -1;
  int prerequisite = -1;
  int fee = 0;
  int weeks = 1;
  Both how;
  std::array<std::vector<std::string>, 2> keywords;
  std::array<std::vector<std::string>, 2> examples;
  // What the other lists say about it.
  std::vector<std::size_t> packages;
  std::vector<std::size_t> required_by;
};

struct Package : Item {
  bool trade = false;
  std::vector<std::size_t> services;
};

struct Faq : Item {
  std::size_t area = 0;
  std::size_t service = 0;
};

struct Corpus {
  std::vector<Item> areas;
  std::vector<Item> authorities;
  std::vector<Item> pages;
  std::vector<Both> questions;
  std::vector<Service> services;
  std::vector<Package> packages;
  std::vector<Faq> faq;
};

// The fewest pages a corpus can have.
inline constexpr std::size_t kFewestPages = 200;

// A corpus whose site has `html_pages` HTML files, an even number of at least kFewestPages; the same for the same
// number.
Corpus MakeCorpus(std::size_t html_pages);

// Writes the corpus as sitegen reads it into the folder.
void WriteContent(const Corpus& corpus, const std::string& folder);

// Writes it as other generators read it: one file a page and language, with everything about it in its front matter and
// every relation already resolved, in `folder`/da and `folder`/en.
void WritePlain(const Corpus& corpus, const std::string& folder);

// How a body is written: links to services as "service:id", or as addresses that begin with `root`.
enum class Links { kItems, kAddresses };
std::string BodyOf(const Corpus& corpus, const Item& item, std::size_t language, Links links);

}  // namespace indgang::bench

#endif  // INDGANG_BENCH_SITE_CORPUS_H_
