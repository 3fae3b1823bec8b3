// Which version of the content in git this is.
#ifndef INDGANG_SITEGEN_READ_REVISION_H_
#define INDGANG_SITEGEN_READ_REVISION_H_

#include <string>

namespace indgang::sitegen::read {

// The last commit that changed something in `folder`, 40 hex digits; "-dirty" follows when files in it differ from
// that. Empty when git is missing, `folder` is in no checkout, or git does not know anything in it. Runs git; a
// repository it does not trust counts as none.
std::string GitRevision(const std::string& folder);

}  // namespace indgang::sitegen::read

#endif  // INDGANG_SITEGEN_READ_REVISION_H_
