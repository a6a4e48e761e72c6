package dev.whence.anomaly.watch;

/** On which scale the hours of a signal are compared: logarithms, so that what is so many times as much is as far everywhere. */
enum Scale {
    /** Of values that are logarithms already. */
    LOGARITHM(Double.NaN),
    /** Of shares in [0, 1]; what lies below a hundredth is much alike. */
    SHARE(0.01),
    /** Of requests a window. */
    REQUESTS(0.1);

    private final double floor;

    Scale(double floor) {
        this.floor = floor;
    }

    /** Where a value lies. */
    double place(double value) {
        return this == LOGARITHM ? value : Math.log(value + floor);
    }

    /** How far chance alone moves a value that so many requests, or windows, make; 0 where that is not known. */
    double chance(double value, double of) {
        return switch (this) {
            case LOGARITHM -> 0;
            case SHARE -> Math.sqrt(Math.max(0, value * (1 - value)) / of);
            case REQUESTS -> Math.sqrt(Math.max(0, value) / of);
        };
    }

    /** The value that lies there; not below 0 where it is no logarithm. */
    double value(double place) {
        return this == LOGARITHM ? place : Math.max(0, Math.exp(place) - floor);
    }
}
