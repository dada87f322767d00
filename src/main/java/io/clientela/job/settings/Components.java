package io.clientela.job.settings;

import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** The components of records seen as keys of the settings. */
final class Components {
  private Components() {}

  /** The key in the file. */
  static String keyOf(RecordComponent component) {
    String words = component.getName().replaceAll("([a-z0-9])([A-Z])", "$1-$2");
    return words.toLowerCase(Locale.ROOT);
  }

  /** The value of a component, also of a record that its package keeps to itself. */
  static Object read(RecordComponent component, Object owner) {
    try {
      component.getAccessor().setAccessible(true);
      return component.getAccessor().invoke(owner);
    } catch (ReflectiveOperationException broken) {
      throw new IllegalStateException(component + " can't be read", broken);
    }
  }

  /** The canonical constructor. */
  static <T> Constructor<T> constructor(Class<T> type) throws NoSuchMethodException {
    Class<?>[] types =
        Stream.of(type.getRecordComponents())
            .map(RecordComponent::getType)
            .toArray(Class<?>[]::new);
    Constructor<T> constructor = type.getDeclaredConstructor(types);
    constructor.setAccessible(true);
    return constructor;
  }

  /** What makes a record of a single text: its static {@code of}. */
  static Optional<Method> shorthand(Class<?> type) {
    try {
      return type.isRecord() ? Optional.of(type.getMethod("of", String.class)) : Optional.empty();
    } catch (NoSuchMethodException none) {
      return Optional.empty();
    }
  }
}
