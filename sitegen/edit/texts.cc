#include "sitegen/edit/texts.h"

namespace indgang::sitegen::edit {
namespace {

using read::ItemKind;

constexpr absl::string_view kDanishTerms = "# search_terms: [andre ord, som folk bruger]\n";
constexpr absl::string_view kEnglishTerms = "# search_terms: [other words people use]\n";

constexpr SkeletonText kDanishService = {"Skriv, hvem det gælder, og hvad de skal gøre. To korte sætninger er nok.",
                                         kDanishTerms,
                                         R"(Begynd med det, læseren vil vide først: Gælder det mig?

## Hav det her klar

::: checklist
- CVR-nummer
:::

## Sådan søger du

::: steps
1. Skriv det første, læseren skal gøre.
2. Skriv det næste.
:::

## Hvis du får nej

Skriv, hvad der kan ændres, og hvem man ringer til.
)"};
constexpr SkeletonText kEnglishService = {"Say whom it is for and what they must do. Two short sentences are enough.",
                                          kEnglishTerms,
                                          R"(Begin with what readers want to know first: is this for me?

## Have this ready

::: checklist
- CVR number
:::

## How to apply

::: steps
1. Write the first thing to do.
2. Write the next.
:::

## If the answer is no

Write what can be changed, and whom to call.
)"};
constexpr SkeletonText kDanishPackage = {"Skriv, hvad pakken hjælper med, og for hvem.", kDanishTerms,
                                         "Skriv, hvor man begynder, og hvad der tager længst tid.\n"};
constexpr SkeletonText kEnglishPackage = {"Say what the package helps with, and whom.", kEnglishTerms,
                                          "Write where to begin, and what takes longest.\n"};
constexpr SkeletonText kDanishAuthority = {"Skriv, hvad myndigheden afgør eller hjælper med.", kDanishTerms,
                                           "Skriv, hvornår man skal gå hertil, og hvornår man skal gå et andet sted "
                                           "hen.\n"};
constexpr SkeletonText kEnglishAuthority = {"Say what the authority decides or helps with.", kEnglishTerms,
                                            "Write when to come here, and when to go elsewhere.\n"};
constexpr SkeletonText kDanishFaq = {"Svar med det samme, i én sætning.", kDanishTerms,
                                     "Titlen er spørgsmålet, som folk selv stiller det. Skriv svaret her, og link til "
                                     "det, de skal gøre.\n"};
constexpr SkeletonText kEnglishFaq = {"Answer at once, in one sentence.", kEnglishTerms,
                                      "The title is the question as people ask it. Write the answer here, and link to "
                                      "what they must do.\n"};
constexpr SkeletonText kDanishPage = {"Skriv, hvad siden handler om.", kDanishTerms,
                                      "Skriv teksten her. Overskrifter begynder med to #-tegn.\n"};
constexpr SkeletonText kEnglishPage = {"Say what the page is about.", kEnglishTerms,
                                       "Write the text here. Headings begin with two # signs.\n"};

}  // namespace

const SkeletonText& DanishSkeleton(ItemKind kind) {
  switch (kind) {
    case ItemKind::kService:
      return kDanishService;
    case ItemKind::kPackage:
      return kDanishPackage;
    case ItemKind::kAuthority:
      return kDanishAuthority;
    case ItemKind::kFaq:
      return kDanishFaq;
    default:
      return kDanishPage;
  }
}

const SkeletonText& EnglishSkeleton(ItemKind kind) {
  switch (kind) {
    case ItemKind::kService:
      return kEnglishService;
    case ItemKind::kPackage:
      return kEnglishPackage;
    case ItemKind::kAuthority:
      return kEnglishAuthority;
    case ItemKind::kFaq:
      return kEnglishFaq;
    default:
      return kEnglishPage;
  }
}

}  // namespace indgang::sitegen::edit
