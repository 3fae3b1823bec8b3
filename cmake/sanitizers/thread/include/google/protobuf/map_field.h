// Stands before protobuf's own header in builds with the thread sanitizer. There the class MapFieldBase has two more
// members under that sanitizer, and the library that Debian built without it does not know them: maps read through
// reflection would be read from the wrong place. Whatever the header needs is included first, so that nothing else sees
// the sanitizer gone.
#ifndef INDGANG_THREAD_SANITIZER_MAP_FIELD_H_
#define INDGANG_THREAD_SANITIZER_MAP_FIELD_H_
#pragma GCC system_header

#include <google/protobuf/generated_message_reflection.h>
#include <google/protobuf/map_entry.h>
#include <google/protobuf/map_field_lite.h>
#include <google/protobuf/map_type_handler.h>
#include <google/protobuf/message.h>
#include <google/protobuf/repeated_field.h>
#include <google/protobuf/stubs/mutex.h>
#include <google/protobuf/unknown_field_set.h>

#include <atomic>
#include <functional>

#pragma push_macro("__SANITIZE_THREAD__")
#undef __SANITIZE_THREAD__
#include_next <google/protobuf/map_field.h>
#pragma pop_macro("__SANITIZE_THREAD__")

#endif  // INDGANG_THREAD_SANITIZER_MAP_FIELD_H_
