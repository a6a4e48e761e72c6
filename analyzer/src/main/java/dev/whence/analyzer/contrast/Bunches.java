package dev.whence.analyzer.contrast;

/**
 * How far the tries of one trace go the same way: a trace that comes to a step a hundred times says less about how often
 * the step is taken than a hundred traces do. The effect of clusters on the variance of a rate is that of Kish (<i>Survey
 * Sampling</i>, 1965).
 *
 * @param taken sum over traces at other times of how often the step was taken, squared
 * @param product sum over traces at other times of how often it was taken, times how often it could have been
 * @param tries sum over traces at other times of how often it could have been taken, squared
 * @param incidentTries the same in the incident
 */
record Bunches(double taken, double product, double tries, double incidentTries) {
    /** Traces that hardly ever come to a step twice don't tell whether they would go the same way. */
    private static final double TELLING = 1.05;

    /**
     * How many tries at other times are worth one that is independent; at least 1.
     *
     * @param count how often the step was taken
     * @param all how often it could have been
     */
    double atOtherTimes(double count, double all) {
        double rate = count / all;
        double spread = rate * (1 - rate) * all;
        return spread <= 0 ? tries / all : Math.max(1, (taken - 2 * rate * product + rate * rate * tries) / spread);
    }

    /** The same for {@code tried} tries of the incident. */
    double inIncident(double count, double all, double tried) {
        double size = tries / all;
        double alike = size < TELLING || count <= 0 || count >= all
                ? 1
                : Math.clamp((atOtherTimes(count, all) - 1) / (size - 1), 0, 1);
        return 1 + (incidentTries / tried - 1) * alike;
    }
}
