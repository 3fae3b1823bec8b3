// The editors' preview: builds in memory, watches content and templates, builds again after each save and lets the
// browser know.
#ifndef INDGANG_SITEGEN_PREVIEW_LIVE_PREVIEW_H_
#define INDGANG_SITEGEN_PREVIEW_LIVE_PREVIEW_H_

#include "absl/status/status.h"
#include "sitegen/pipeline.h"

namespace indgang::sitegen {

// Shows what `options` would build, and drafts (`out` is not used and nothing is written) on `port` of 127.0.0.1, 0 for
// any that is free, until SIGINT or SIGTERM. Prints the address on standard output, then a line for each build;
// problems go to standard error. While something is wrong with content or templates the last good pages are shown with
// the problems laid over them. To be called from main, before other threads exist. Errors: PORT_TAKEN; WATCH_LIMIT;
// CONTENT_UNREADABLE when there is no content folder to begin with.
absl::Status PreviewUntilSignalled(const BuildOptions& options, int port);

}  // namespace indgang::sitegen

#endif  // INDGANG_SITEGEN_PREVIEW_LIVE_PREVIEW_H_
