// libtorch behind plain C: tensors, any operator of its dispatcher, gradients.
//
// `ctorch.cpp` implements this header. It is compiled by Scripts/setup-learning into libctorch.so, which is loaded at
// run time, so that nothing here has to be linked. No C++ exception leaves it: a call that fails returns a status other
// than CTORCH_OK, and `last_error` of the same thread says why.
#ifndef GAITKEEPER_CTORCH_H
#define GAITKEEPER_CTORCH_H

#include <stdint.h>

#ifdef __clang__
#pragma clang assume_nonnull begin
#else
#define _Nonnull
#define _Nullable
#endif
#ifdef __cplusplus
extern "C" {
#endif

/// Raised with every change of this header that a library built before it would not understand.
#define CTORCH_ABI_VERSION 1

/// Each handle is owned by whoever received it, and released by the `_free` function of its kind.
typedef struct ctorch_tensor_s *ctorch_tensor;
typedef struct ctorch_generator_s *ctorch_generator;
/// An operator lives as long as the process; there is nothing to free.
typedef struct ctorch_operator_s *ctorch_operator;

typedef enum ctorch_status {
  CTORCH_OK = 0,
  CTORCH_FAILED = 1,
} ctorch_status;

/// What a value holds, and in which member.
typedef enum ctorch_tag {
  CTORCH_NONE = 0,
  CTORCH_TENSOR = 1,       // tensor
  CTORCH_INTEGER = 2,      // integer; also stands for a dtype's code
  CTORCH_REAL = 3,         // real
  CTORCH_BOOLEAN = 4,      // integer, 0 or 1
  CTORCH_INTEGERS = 5,     // integers, count
  CTORCH_REALS = 6,        // reals, count
  CTORCH_TENSORS = 7,      // tensors, count; a null element is an absent one
  CTORCH_STRING = 8,       // string, count bytes
  CTORCH_DEVICE = 9,       // string, count bytes, such as "cpu" or "cuda:0"
  CTORCH_GENERATOR = 10,   // generator
} ctorch_tag;

/// An argument or a result of an operator.
typedef struct ctorch_value {
  int32_t tag;
  int64_t count;
  union {
    int64_t integer;
    double real;
    ctorch_tensor _Nullable tensor;
    ctorch_generator _Nullable generator;
    const int64_t *_Nullable integers;
    const double *_Nullable reals;
    const ctorch_tensor _Nullable *_Nullable tensors;
    const char *_Nullable string;
  };
} ctorch_value;

/// The codes of libtorch's element types that cross this header as memory.
typedef enum ctorch_dtype {
  CTORCH_UINT8 = 0,
  CTORCH_INT32 = 3,
  CTORCH_INT64 = 4,
  CTORCH_FLOAT16 = 5,
  CTORCH_FLOAT32 = 6,
  CTORCH_FLOAT64 = 7,
  CTORCH_BOOL = 11,
  CTORCH_BFLOAT16 = 15,
} ctorch_dtype;

/// The functions of the library. The first two members keep their place in every version.
typedef struct ctorch_api {
  uint32_t abi_version;
  uint32_t reserved;
  /// libtorch's version that the library was compiled for, such as "1.13.1".
  const char *torch_version;

  /// The message of this thread's last failed call; valid until its next call.
  const char *_Nonnull (*last_error)(void);

  // Operators.

  /// Finds an operator such as ("aten::add", "Tensor"); the overload is "" where it has no name.
  ctorch_status (*find_operator)(const char *name, const char *overload, ctorch_operator _Nullable *result);
  /// Calls an operator with its leading arguments; those left out take the schema's defaults. Arguments are checked
  /// against the schema: an integer serves for a real number, and one number for a list of one.
  ///
  /// `results` has room for `capacity` values, and `*count` says how many there are. The caller owns the tensors in
  /// them; a list's own memory (not its tensors) is released by `list_free`.
  ctorch_status (*call)(
      ctorch_operator op, const ctorch_value *_Nullable arguments, int64_t argument_count, ctorch_value *results,
      int64_t capacity, int64_t *count);
  void (*list_free)(const void *_Nullable memory);

  // Tensors.

  void (*tensor_free)(ctorch_tensor _Nullable tensor);
  /// Copies `byte_count` bytes of row-major elements into a new tensor on the CPU.
  ctorch_status (*tensor_from_memory)(
      const void *_Nullable memory, int64_t byte_count, int32_t dtype, const int64_t *_Nullable shape, int64_t rank,
      ctorch_tensor _Nullable *result);
  /// Copies all elements, converted to `dtype`, in row-major order into memory of exactly `byte_count` bytes.
  ctorch_status (*tensor_to_memory)(ctorch_tensor tensor, int32_t dtype, void *_Nullable memory, int64_t byte_count);
  /// Writes at most `capacity` sizes; `*rank` is how many there are.
  ctorch_status (*tensor_shape)(ctorch_tensor tensor, int64_t *sizes, int64_t capacity, int64_t *rank);
  int32_t (*tensor_dtype)(ctorch_tensor tensor);
  /// Writes "cpu" or "cuda:0" and a zero, cut to `capacity` bytes.
  void (*tensor_device)(ctorch_tensor tensor, char *text, int64_t capacity);

  // Gradients.

  int32_t (*requires_gradient)(ctorch_tensor tensor);
  ctorch_status (*set_requires_gradient)(ctorch_tensor tensor, int32_t value);
  /// `*result` is null when the tensor has no gradient.
  ctorch_status (*gradient)(ctorch_tensor tensor, ctorch_tensor _Nullable *result);
  /// Null removes the gradient.
  ctorch_status (*set_gradient)(ctorch_tensor tensor, ctorch_tensor _Nullable gradient);
  /// Adds the gradient of `tensor` to the leaves it was computed from. `seed` may be null for one element.
  ctorch_status (*backward)(ctorch_tensor tensor, ctorch_tensor _Nullable seed, int32_t keep_graph);
  /// Whether this thread records operations for gradients; returns what it was.
  int32_t (*set_gradients_enabled)(int32_t value);

  // Random numbers.

  /// A generator of its own on the CPU; on another device, that device's generator, seeded anew.
  ctorch_status (*generator_create)(const char *device, uint64_t seed, ctorch_generator _Nullable *result);
  void (*generator_free)(ctorch_generator _Nullable generator);
  /// The whole state as a tensor of bytes.
  ctorch_status (*generator_state)(ctorch_generator generator, ctorch_tensor _Nullable *result);
  ctorch_status (*set_generator_state)(ctorch_generator generator, ctorch_tensor state);
  /// Seeds the generators that operators use when they are handed none.
  ctorch_status (*manual_seed)(uint64_t seed);

  // The machine.

  ctorch_status (*set_thread_count)(int32_t count);
  int32_t (*thread_count)(void);
  int32_t (*cuda_device_count)(void);
} ctorch_api;

/// The only symbol of the library.
const ctorch_api *ctorch_functions(void);

#ifdef __cplusplus
}
#endif
#ifdef __clang__
#pragma clang assume_nonnull end
#else
#undef _Nonnull
#undef _Nullable
#endif

#endif
