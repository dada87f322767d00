package io.clientela.kpi.management.trend;

/** How a value varies by chance alone, which the cases behind it tell. */
public enum Chance {
  /** Of the cases, 0 to 1. */
  SHARE {
    @Override
    double noise(double value, long cases) {
      return Math.sqrt(Math.max(0, value * (1 - value)) / Math.max(1, cases));
    }

    @Override
    double events(double value, long cases) {
      return cases * Math.min(value, 1 - value);
    }
  },
  /** Events for every 1000 cases. */
  PER_THOUSAND {
    @Override
    double noise(double value, long cases) {
      return Math.sqrt(1000 * Math.max(0, value) / Math.max(1, cases));
    }

    @Override
    double events(double value, long cases) {
      return cases * value / 1000;
    }
  },
  /** The value itself counts events. */
  COUNT {
    @Override
    double noise(double value, long cases) {
      return Math.sqrt(Math.max(0, value));
    }

    @Override
    double events(double value, long cases) {
      return value;
    }
  },
  UNKNOWN {
    @Override
    double noise(double value, long cases) {
      return 0;
    }

    @Override
    double events(double value, long cases) {
      return Double.POSITIVE_INFINITY;
    }
  };

  /** Standard deviation of values around this one. */
  abstract double noise(double value, long cases);

  /** Events that the value tells of; of a share those on the rarer side. */
  abstract double events(double value, long cases);
}
