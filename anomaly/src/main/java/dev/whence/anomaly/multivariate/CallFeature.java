package dev.whence.anomaly.multivariate;

import dev.whence.anomaly.detector.Figures;
import dev.whence.model.Names;
import dev.whence.model.Record;

/** The numbers of a model call that are looked at together, as logarithms: what relates them are products and shares. */
enum CallFeature {
    DURATION(0, "the duration") {
        @Override
        double of(Record call) {
            return call.durationSeconds();
        }

        @Override
        String text(double value) {
            return Figures.duration(value);
        }
    },
    INPUT_TOKENS(1, "the number of input tokens") {
        @Override
        double of(Record call) {
            return call.number(Names.INPUT_TOKENS);
        }
    },
    OUTPUT_TOKENS(2, "the number of output tokens") {
        @Override
        double of(Record call) {
            return call.number(Names.OUTPUT_TOKENS);
        }
    },
    INPUT_LENGTH(3, "the length of the input") {
        @Override
        double of(Record call) {
            return length(call, Names.INPUT);
        }

        @Override
        String text(double value) {
            return super.text(value) + " characters";
        }
    },
    OUTPUT_LENGTH(4, "the length of the output") {
        @Override
        double of(Record call) {
            return length(call, Names.OUTPUT);
        }

        @Override
        String text(double value) {
            return super.text(value) + " characters";
        }
    },
    TIME_TO_FIRST_CHUNK(5, "the time to the first chunk") {
        @Override
        double of(Record call) {
            return call.number(Names.TIME_TO_FIRST_CHUNK);
        }

        @Override
        String text(double value) {
            return Figures.duration(value);
        }
    },
    TOKENS_PER_SECOND(6, "the rate of output") {
        @Override
        double of(Record call) {
            return call.number(Names.OUTPUT_TOKENS) / (call.durationSeconds() - call.number(Names.TIME_TO_FIRST_CHUNK));
        }

        @Override
        String text(double value) {
            return super.text(value) + " tokens a second";
        }
    },
    COST(7, "the cost") {
        @Override
        double of(Record call) {
            return call.number(Names.COST);
        }
    };

    private static final CallFeature[] ALL = values();

    private final int place;
    private final String label;

    CallFeature(int place, String label) {
        this.place = place;
        this.label = label;
    }

    /** Where it stands in an array of all, and in what is saved. */
    int place() {
        return place;
    }

    /** How a person calls it. */
    String label() {
        return label;
    }

    /** The call's value in the feature's own unit; NaN when it has none. */
    abstract double of(Record call);

    /** A value as a person reads it. */
    String text(double value) {
        return value >= 100 ? Long.toString(Math.round(value)) : Figures.decimal(value, value >= 1 ? 1 : 6);
    }

    static int count() {
        return ALL.length;
    }

    static CallFeature at(int index) {
        return ALL[index];
    }

    /** The natural logarithms of all features of a call; NaN where it has none or it is not above 0. */
    static double[] logs(Record call) {
        double[] logs = new double[ALL.length];
        for (int j = 0; j < ALL.length; j++) {
            double value = ALL[j].of(call);
            logs[j] = value > 0 && value < Double.POSITIVE_INFINITY ? Math.log(value) : Double.NaN;
        }
        return logs;
    }

    private static double length(Record call, String name) {
        return call.value(name).orElse(0) instanceof String text ? text.length() : Double.NaN;
    }
}
