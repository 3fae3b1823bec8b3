// The numbers by which the running service is watched.
#ifndef INDGANG_SERVER_SERVICE_SERVICE_METRICS_H_
#define INDGANG_SERVER_SERVICE_SERVICE_METRICS_H_

#include <string>

#include "base/clock.h"
#include "server/service/knowledge_source.h"
#include "server/service/operation.h"
#include "server/service/server.h"
#include "server/service/tls.h"
#include "server/storage/statistics.h"
#include "server/storage/storage.h"

namespace indgang::service {

struct MetricsSources {
  const Operation& operation;
  const KnowledgeSource& knowledge;
  storage::Storage& storage;
  const storage::Statistics& statistics;
  const Server& server;
  // nullptr without TLS.
  const TlsSource* tls;
  const Clock& clock;
};

// Everything as text for Prometheus; docs/operation.md lists it. Never names anybody. Waits for a
// read of the database: not for use on a thread of gRPC's or the storage's. Cases are left out when that fails.
std::string CollectMetrics(const MetricsSources& sources);

}  // namespace indgang::service

#endif  // INDGANG_SERVER_SERVICE_SERVICE_METRICS_H_
