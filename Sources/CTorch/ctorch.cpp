// The implementation of ctorch.h over ATen's dispatcher. Compiled by Scripts/setup-learning, not by the Swift package.
//
// Calls go through the dispatcher boxed, that is, as a stack of tagged values checked against the operator's schema: so
// a handful of functions serves every operator of every libtorch, with gradients, on every device.

#include "ctorch.h"

#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>
#include <ATen/Parallel.h>
#include <ATen/core/dispatch/Dispatcher.h>
#include <torch/csrc/api/include/torch/version.h>
#include <torch/csrc/autograd/autograd.h>

#include <atomic>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

// Opaque to C, and defined here so that no cast is needed.
struct ctorch_tensor_s {
  at::Tensor tensor;
};
struct ctorch_generator_s {
  at::Generator generator;
};

/// What an argument of a schema takes.
enum class Kind {
  tensor,
  integer,
  real,
  boolean,
  number,
  integers,
  reals,
  booleans,
  tensors,
  optional_tensors,
  string,
  device,
  generator,
  other,
};

struct Parameter {
  Kind kind;
  bool optional;
};

struct ctorch_operator_s {
  c10::OperatorHandle handle;
  std::string name;
  std::vector<Parameter> parameters;
};

namespace {

thread_local std::string error_message;

/// The number of threads that was set, 0 for none. OpenMP keeps it for each thread that calls by itself, and a sum that is
/// spread over other numbers of threads is rounded otherwise: so every thread takes it over before it computes.
std::atomic<int> wanted_threads{0};
thread_local int applied_threads = 0;

void apply_thread_count() {
  const int wanted = wanted_threads.load(std::memory_order_relaxed);
  if (wanted == applied_threads || wanted == 0) return;
  at::set_num_threads(wanted);
  applied_threads = wanted;
}

/// Runs `body` and turns what it throws into a status and a message.
template <class Body>
ctorch_status guarded(const Body &body) noexcept {
  try {
    try {
      apply_thread_count();
      body();
      return CTORCH_OK;
    } catch (const c10::Error &error) {
      error_message = error.what_without_backtrace();
    } catch (const std::exception &error) {
      error_message = error.what();
    } catch (...) {
      error_message = "an exception of unknown type";
    }
  } catch (...) {
    error_message.clear();  // No memory for the message.
  }
  return CTORCH_FAILED;
}

[[noreturn]] void fail(const std::string &message) { throw std::runtime_error(message); }

ctorch_tensor handle_for(at::Tensor tensor) { return new ctorch_tensor_s{std::move(tensor)}; }

Kind kind_of(const c10::Type &type) {
  switch (type.kind()) {
    case c10::TypeKind::TensorType: return Kind::tensor;
    case c10::TypeKind::SymIntType:
    case c10::TypeKind::IntType: return Kind::integer;
    case c10::TypeKind::FloatType: return Kind::real;
    case c10::TypeKind::BoolType: return Kind::boolean;
    case c10::TypeKind::NumberType: return Kind::number;
    case c10::TypeKind::StringType: return Kind::string;
    case c10::TypeKind::DeviceObjType: return Kind::device;
    case c10::TypeKind::GeneratorType: return Kind::generator;
    case c10::TypeKind::ListType: {
      const c10::Type &element = *type.containedTypes().at(0);
      if (element.kind() == c10::TypeKind::OptionalType) {
        return kind_of(*element.containedTypes().at(0)) == Kind::tensor ? Kind::optional_tensors : Kind::other;
      }
      switch (kind_of(element)) {
        case Kind::integer: return Kind::integers;
        case Kind::real: return Kind::reals;
        case Kind::boolean: return Kind::booleans;
        case Kind::tensor: return Kind::tensors;
        default: return Kind::other;
      }
    }
    default: return Kind::other;
  }
}

Parameter parameter_of(const c10::Argument &argument) {
  const c10::TypePtr type = argument.type();
  if (type->kind() != c10::TypeKind::OptionalType) return {kind_of(*type), false};
  return {kind_of(*type->containedTypes().at(0)), true};
}

template <class Element>
c10::List<Element> list_of(const Element *elements, int64_t count) {
  c10::List<Element> list;
  list.reserve(count);
  for (int64_t index = 0; index < count; index++) list.push_back(elements[index]);
  return list;
}

const at::Tensor &tensor_in(ctorch_tensor tensor) {
  if (tensor == nullptr) fail("a tensor is missing");
  return tensor->tensor;
}

std::string text_of(const ctorch_value &value) { return std::string(value.string, value.count); }

/// The value as this parameter takes it.
/// Returns false when it does not fit.
bool convert(const ctorch_value &value, const Parameter &parameter, c10::IValue &result) {
  if (value.tag == CTORCH_NONE) {
    result = c10::IValue();
    return parameter.optional;
  }
  switch (parameter.kind) {
    case Kind::tensor:
      if (value.tag != CTORCH_TENSOR) return false;
      result = tensor_in(value.tensor);
      return true;
    case Kind::integer:
      if (value.tag != CTORCH_INTEGER) return false;
      result = value.integer;
      return true;
    case Kind::real:
      if (value.tag == CTORCH_REAL) result = value.real;
      else if (value.tag == CTORCH_INTEGER) result = static_cast<double>(value.integer);
      else return false;
      return true;
    case Kind::boolean:
      if (value.tag != CTORCH_BOOLEAN) return false;
      result = value.integer != 0;
      return true;
    case Kind::number:
      if (value.tag == CTORCH_REAL) result = value.real;
      else if (value.tag == CTORCH_INTEGER) result = value.integer;
      else if (value.tag == CTORCH_BOOLEAN) result = value.integer != 0;
      else return false;
      return true;
    case Kind::integers:
      if (value.tag == CTORCH_INTEGERS) result = list_of(value.integers, value.count);
      else if (value.tag == CTORCH_INTEGER) result = list_of(&value.integer, 1);
      else return false;
      return true;
    case Kind::reals:
      if (value.tag == CTORCH_REALS) result = list_of(value.reals, value.count);
      else if (value.tag == CTORCH_REAL) result = list_of(&value.real, 1);
      else return false;
      return true;
    case Kind::booleans: {
      if (value.tag != CTORCH_INTEGERS) return false;
      c10::List<bool> list;
      for (int64_t index = 0; index < value.count; index++) list.push_back(value.integers[index] != 0);
      result = list;
      return true;
    }
    case Kind::tensors: {
      if (value.tag != CTORCH_TENSORS) return false;
      c10::List<at::Tensor> list;
      list.reserve(value.count);
      for (int64_t index = 0; index < value.count; index++) list.push_back(tensor_in(value.tensors[index]));
      result = list;
      return true;
    }
    case Kind::optional_tensors: {
      if (value.tag != CTORCH_TENSORS) return false;
      c10::List<c10::optional<at::Tensor>> list;
      list.reserve(value.count);
      for (int64_t index = 0; index < value.count; index++) {
        const ctorch_tensor element = value.tensors[index];
        list.push_back(element == nullptr ? c10::nullopt : c10::optional<at::Tensor>(element->tensor));
      }
      result = list;
      return true;
    }
    case Kind::string:
      if (value.tag != CTORCH_STRING) return false;
      result = text_of(value);
      return true;
    case Kind::device:
      if (value.tag != CTORCH_DEVICE) return false;
      result = c10::Device(text_of(value));
      return true;
    case Kind::generator:
      if (value.tag != CTORCH_GENERATOR) return false;
      result = value.generator->generator;
      return true;
    case Kind::other: return false;
  }
  return false;
}

/// Owns what `call` hands out until all of it is there, so that a failure half way leaves nothing behind.
struct Results {
  std::vector<ctorch_value> values;

  ~Results() {
    for (const ctorch_value &value : values) {
      if (value.tag == CTORCH_TENSOR) delete value.tensor;
      if (value.tag != CTORCH_TENSORS) continue;
      for (int64_t index = 0; index < value.count; index++) delete value.tensors[index];
      std::free(const_cast<ctorch_tensor *>(value.tensors));
    }
  }

  void append(const c10::IValue &result) {
    values.push_back(ctorch_value{});
    ctorch_value &value = values.back();
    if (result.isNone()) return;
    if (result.isTensor()) {
      const at::Tensor &tensor = result.toTensor();
      if (!tensor.defined()) return;
      value.tensor = handle_for(tensor);
      value.tag = CTORCH_TENSOR;
    } else if (result.isInt()) {
      value.integer = result.toInt();
      value.tag = CTORCH_INTEGER;
    } else if (result.isDouble()) {
      value.real = result.toDouble();
      value.tag = CTORCH_REAL;
    } else if (result.isBool()) {
      value.integer = result.toBool();
      value.tag = CTORCH_BOOLEAN;
    } else if (result.isTensorList()) {
      const std::vector<at::Tensor> tensors = result.toTensorVector();
      auto *list = static_cast<ctorch_tensor *>(std::calloc(tensors.size() + 1, sizeof(ctorch_tensor)));
      if (list == nullptr) throw std::bad_alloc();
      value.tensors = list;
      value.tag = CTORCH_TENSORS;
      for (const at::Tensor &tensor : tensors) list[value.count++] = handle_for(tensor);
    } else {
      fail("a result of type " + result.tagKind() + " is not supported");
    }
  }
};

// Operators

const char *last_error() { return error_message.c_str(); }

ctorch_status find_operator(const char *name, const char *overload, ctorch_operator *result) {
  return guarded([&] {
    auto handle = c10::Dispatcher::singleton().findSchema({name, overload});
    const std::string full = std::string(name) + (*overload ? "." : "") + overload;
    if (!handle.has_value()) fail("this libtorch (" TORCH_VERSION ") has no operator '" + full + "'");
    auto found = std::make_unique<ctorch_operator_s>(ctorch_operator_s{*handle, full, {}});
    for (const c10::Argument &argument : handle->schema().arguments()) {
      found->parameters.push_back(parameter_of(argument));
    }
    *result = found.release();
  });
}

ctorch_status call(
    ctorch_operator op, const ctorch_value *arguments, int64_t argument_count, ctorch_value *results, int64_t capacity,
    int64_t *count) {
  return guarded([&] {
    const std::vector<c10::Argument> &schema = op->handle.schema().arguments();
    if (argument_count > static_cast<int64_t>(schema.size())) {
      fail(
          op->name + ": it takes at most " + std::to_string(schema.size()) + " arguments, got " +
          std::to_string(argument_count));
    }
    torch::jit::Stack stack;
    stack.reserve(schema.size());
    for (size_t index = 0; index < schema.size(); index++) {
      if (static_cast<int64_t>(index) < argument_count) {
        c10::IValue value;
        if (!convert(arguments[index], op->parameters[index], value)) {
          fail(op->name + ": argument '" + schema[index].name() + "' must be " + schema[index].type()->str());
        }
        stack.push_back(std::move(value));
      } else if (schema[index].default_value().has_value()) {
        stack.push_back(*schema[index].default_value());
      } else {
        fail(op->name + ": argument '" + schema[index].name() + "' is missing");
      }
    }
    op->handle.callBoxed(&stack);
    if (static_cast<int64_t>(stack.size()) > capacity) fail(op->name + ": it has too many results");
    Results owned;
    owned.values.reserve(stack.size());
    for (const c10::IValue &result : stack) owned.append(result);
    std::copy(owned.values.begin(), owned.values.end(), results);
    *count = static_cast<int64_t>(owned.values.size());
    owned.values.clear();
  });
}

void list_free(const void *memory) { std::free(const_cast<void *>(memory)); }

// Tensors

void tensor_free(ctorch_tensor tensor) { delete tensor; }

c10::ScalarType scalar_type(int32_t dtype) {
  switch (dtype) {
    case CTORCH_UINT8:
    case CTORCH_INT32:
    case CTORCH_INT64:
    case CTORCH_FLOAT16:
    case CTORCH_FLOAT32:
    case CTORCH_FLOAT64:
    case CTORCH_BOOL:
    case CTORCH_BFLOAT16: return static_cast<c10::ScalarType>(dtype);
    default: fail("an element type of code " + std::to_string(dtype) + " is not supported");
  }
}

void check_byte_count(const at::Tensor &tensor, int64_t byte_count) {
  const auto expected = static_cast<int64_t>(tensor.nbytes());
  if (expected == byte_count) return;
  fail(
      "the shape needs " + std::to_string(expected) + " bytes of memory, but there are " + std::to_string(byte_count));
}

ctorch_status tensor_from_memory(
    const void *memory, int64_t byte_count, int32_t dtype, const int64_t *shape, int64_t rank, ctorch_tensor *result) {
  return guarded([&] {
    // Checked before anything is allocated for it.
    int64_t bytes = static_cast<int64_t>(c10::elementSize(scalar_type(dtype)));
    for (int64_t axis = 0; axis < rank; axis++) {
      if (shape[axis] < 0 || __builtin_mul_overflow(bytes, shape[axis], &bytes)) fail("the shape is impossible");
    }
    if (bytes != byte_count) {
      fail(
          "the shape needs " + std::to_string(bytes) + " bytes of memory, but there are " + std::to_string(byte_count));
    }
    at::Tensor tensor = at::empty(c10::IntArrayRef(shape, rank), at::TensorOptions(scalar_type(dtype)));
    if (byte_count > 0) std::memcpy(tensor.data_ptr(), memory, byte_count);
    *result = handle_for(std::move(tensor));
  });
}

ctorch_status tensor_to_memory(ctorch_tensor tensor, int32_t dtype, void *memory, int64_t byte_count) {
  return guarded([&] {
    const at::Tensor host = tensor_in(tensor).detach().to(at::kCPU, scalar_type(dtype)).contiguous();
    check_byte_count(host, byte_count);
    if (byte_count > 0) std::memcpy(memory, host.data_ptr(), byte_count);
  });
}

ctorch_status tensor_shape(ctorch_tensor tensor, int64_t *sizes, int64_t capacity, int64_t *rank) {
  return guarded([&] {
    const c10::IntArrayRef shape = tensor_in(tensor).sizes();
    *rank = static_cast<int64_t>(shape.size());
    for (int64_t axis = 0; axis < *rank && axis < capacity; axis++) sizes[axis] = shape[axis];
  });
}

int32_t tensor_dtype(ctorch_tensor tensor) { return static_cast<int32_t>(tensor->tensor.scalar_type()); }

void tensor_device(ctorch_tensor tensor, char *text, int64_t capacity) {
  guarded([&] { std::snprintf(text, capacity, "%s", tensor_in(tensor).device().str().c_str()); });
}

// Gradients

int32_t requires_gradient(ctorch_tensor tensor) { return tensor->tensor.requires_grad(); }

ctorch_status set_requires_gradient(ctorch_tensor tensor, int32_t value) {
  return guarded([&] { tensor_in(tensor).set_requires_grad(value != 0); });
}

ctorch_status gradient(ctorch_tensor tensor, ctorch_tensor *result) {
  return guarded([&] {
    const at::Tensor &gradient = tensor_in(tensor).grad();
    *result = gradient.defined() ? handle_for(gradient) : nullptr;
  });
}

ctorch_status set_gradient(ctorch_tensor tensor, ctorch_tensor gradient) {
  return guarded([&] {
    const at::Tensor value = gradient == nullptr ? at::Tensor() : gradient->tensor;
    if (value.defined() && value.sizes() != tensor_in(tensor).sizes()) fail("a gradient has its tensor's shape");
    tensor_in(tensor).mutable_grad() = value;
  });
}

ctorch_status backward(ctorch_tensor tensor, ctorch_tensor seed, int32_t keep_graph) {
  return guarded([&] {
    torch::autograd::variable_list seeds;
    if (seed != nullptr) seeds.push_back(seed->tensor);
    torch::autograd::backward({tensor_in(tensor)}, seeds, keep_graph != 0);
  });
}

int32_t set_gradients_enabled(int32_t value) {
  const bool before = c10::GradMode::is_enabled();
  c10::GradMode::set_enabled(value != 0);
  return before;
}

// Random numbers

ctorch_status generator_create(const char *device, uint64_t seed, ctorch_generator *result) {
  return guarded([&] {
    const c10::Device place{std::string(device)};
    at::Generator generator = place.is_cpu() ? at::detail::createCPUGenerator(seed)
                                             : at::globalContext().defaultGenerator(place);
    {
      std::lock_guard<std::mutex> lock(generator.mutex());
      generator.set_current_seed(seed);
    }
    *result = new ctorch_generator_s{std::move(generator)};
  });
}

void generator_free(ctorch_generator generator) { delete generator; }

ctorch_status generator_state(ctorch_generator generator, ctorch_tensor *result) {
  return guarded([&] {
    std::lock_guard<std::mutex> lock(generator->generator.mutex());
    *result = handle_for(generator->generator.get_state());
  });
}

ctorch_status set_generator_state(ctorch_generator generator, ctorch_tensor state) {
  return guarded([&] {
    std::lock_guard<std::mutex> lock(generator->generator.mutex());
    generator->generator.set_state(tensor_in(state));
  });
}

ctorch_status manual_seed(uint64_t seed) {
  return guarded([&] { at::manual_seed(seed); });
}

// The machine

ctorch_status set_thread_count(int32_t count) {
  return guarded([&] {
    if (count < 1) fail("the number of threads must be at least 1");
    wanted_threads = count;
    apply_thread_count();
  });
}

int32_t thread_count() {
  apply_thread_count();
  return at::get_num_threads();
}

int32_t cuda_device_count() {
  try {
    return static_cast<int32_t>(at::getNumGPUs());
  } catch (...) {
    return 0;
  }
}

const ctorch_api functions = {
    CTORCH_ABI_VERSION,
    0,
    TORCH_VERSION,
    last_error,
    find_operator,
    call,
    list_free,
    tensor_free,
    tensor_from_memory,
    tensor_to_memory,
    tensor_shape,
    tensor_dtype,
    tensor_device,
    requires_gradient,
    set_requires_gradient,
    gradient,
    set_gradient,
    backward,
    set_gradients_enabled,
    generator_create,
    generator_free,
    generator_state,
    set_generator_state,
    manual_seed,
    set_thread_count,
    thread_count,
    cuda_device_count,
};

}  // namespace

extern "C" __attribute__((visibility("default"))) const ctorch_api *ctorch_functions(void) { return &functions; }
