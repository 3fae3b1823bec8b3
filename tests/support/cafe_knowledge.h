// SmallKnowledgeBase and a package with everything a plan can hold: what plans and the letters made from them are
// tested on.
#ifndef INDGANG_TESTS_SUPPORT_CAFE_KNOWLEDGE_H_
#define INDGANG_TESTS_SUPPORT_CAFE_KNOWLEDGE_H_

#include "indgang/knowledge/v1/knowledge_base.pb.h"

namespace indgang::testing {

// Package "cafe" asks premises-approved, serves-alcohol, serves-outdoors and plays-music. Services beside the small
// ones: change-of-use, cvr-registration, food-registration, music-licence, one-to-one-advice, outdoor-serving,
// waste-sorting. Its content hash is 64 times "b".
knowledge::v1::KnowledgeBase CafeKnowledgeBase();

}  // namespace indgang::testing

#endif  // INDGANG_TESTS_SUPPORT_CAFE_KNOWLEDGE_H_
