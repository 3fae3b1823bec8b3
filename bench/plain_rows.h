// The least that storing cases can cost: the rows the service has stored, written again by a plain loop around SQLite.
#ifndef INDGANG_BENCH_PLAIN_ROWS_H_
#define INDGANG_BENCH_PLAIN_ROWS_H_

#include <string>

namespace indgang::bench {

// Reads the newest `cases` cases with their events and remembered responses from the database `source` into memory,
// then writes them, durably (WAL, synchronous FULL) and `per_commit` in a transaction, into a new database at `target`.
// Returns cases per second of the writing. Ends the program when something fails.
double WritePlainly(const std::string& source, const std::string& target, int cases, int per_commit);

}  // namespace indgang::bench

#endif  // INDGANG_BENCH_PLAIN_ROWS_H_
