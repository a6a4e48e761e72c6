package dev.whence.anomaly.baseline;

/** Natural logarithms in 16 bits: to a thousandth (0.1 % of what they are of), between −32 and 32, or not a number. */
public final class Log16 {
    /** Steps to one. */
    static final float STEPS = 1024;

    private static final short NOT_A_NUMBER = Short.MIN_VALUE;

    private Log16() {}

    /** The nearest that 16 bits can hold. */
    public static short of(double log) {
        if (Double.isNaN(log)) {
            return NOT_A_NUMBER;
        }
        return (short) Math.round(Math.clamp(log * STEPS, (double) -Short.MAX_VALUE, (double) Short.MAX_VALUE));
    }

    /** What {@link #of} was given, nearly. */
    public static double value(short bits) {
        return bits == NOT_A_NUMBER ? Double.NaN : bits / STEPS;
    }
}
