package dev.whence.anomaly.series;

/** Mean and variance of the last values of a series; mutable, constant memory. */
final class Window {
    private final double[] ring;
    private int size;
    private int next;
    private double sum;
    private double squares;
    private double origin;

    Window(int length) {
        this.ring = new double[length];
    }

    void add(double value) {
        if (size == 0) {
            origin = value; // keeps the squares small for series far from zero
        }
        double shifted = value - origin;
        if (size == ring.length) {
            double old = ring[next];
            sum -= old;
            squares -= old * old;
        } else {
            size++;
        }
        ring[next] = shifted;
        sum += shifted;
        squares += shifted * shifted;
        next++;
        if (next == ring.length) {
            next = 0;
            resum();
        }
    }

    /** Once a round, so that rounding errors cannot add up. */
    private void resum() {
        sum = 0;
        squares = 0;
        for (int i = 0; i < size; i++) {
            sum += ring[i];
            squares += ring[i] * ring[i];
        }
    }

    int size() {
        return size;
    }

    double mean() {
        return origin + sum / Math.max(1, size);
    }

    double deviation() {
        double mean = sum / Math.max(1, size);
        return Math.sqrt(Math.max(0, squares / Math.max(1, size) - mean * mean));
    }
}
