// Writes a made-up municipality: bench_corpus PAGES FOLDER [--plain]
// FOLDER/content is for sitegen; with --plain, FOLDER/plain is the same for Hugo and Eleventy.
#include <cstdlib>
#include <iostream>
#include <string>

#include "bench/site/corpus.h"

int main(int argc, char** argv) {
  const std::size_t pages = argc > 2 ? std::strtoul(argv[1], nullptr, 10) : 0;
  if (pages < indgang::bench::kFewestPages || pages % 2 != 0) {
    std::cerr << "usage: bench_corpus PAGES FOLDER [--plain]; PAGES is even and at least "
              << indgang::bench::kFewestPages << "\n";
    return 2;
  }
  const std::string folder = argv[2];
  const indgang::bench::Corpus corpus = indgang::bench::MakeCorpus(pages);
  indgang::bench::WriteContent(corpus, folder + "/content");
  if (argc > 3 && std::string(argv[3]) == "--plain") indgang::bench::WritePlain(corpus, folder + "/plain");
  return 0;
}
