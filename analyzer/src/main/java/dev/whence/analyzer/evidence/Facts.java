package dev.whence.analyzer.evidence;

import dev.whence.analyzer.Answer;
import dev.whence.analyzer.evidence.Shifts.Shift;
import java.util.Locale;

/** Words and numbers of evidence. */
public final class Facts {
    private Facts() {}

    /** A fact; values that are no finite numbers become 0. */
    public static Answer.Evidence fact(String kind, double before, double after, double pValue, String text) {
        return new Answer.Evidence(kind, finite(before), finite(after), Double.isFinite(pValue) ? pValue : 1, text);
    }

    static Answer.Evidence shift(Inquiry inquiry, Shift shift) {
        String stage = inquiry.place(shift.place()).label();
        String text;
        if (shift.isNumber()) {
            boolean check = shift.field().startsWith("quality.");
            text = check
                    ? shift.field() + " of " + stage + " went from " + percent(shift.before()) + " to "
                            + percent(shift.after())
                    : shift.field() + " of " + stage + " went from " + number(shift.before()) + " to "
                            + number(shift.after());
        } else {
            text = shift.field() + "=" + shift.value() + " at " + stage
                    + (shift.isNew() ? " is new: " : " went from " + percent(shift.before()) + " to ")
                    + percent(shift.after()) + " of its calls";
        }
        return fact("attribute", shift.before(), shift.after(), shift.pValue(), text);
    }

    public static String seconds(double seconds) {
        if (seconds >= 100) {
            return String.format(Locale.ROOT, "%.0f s", seconds);
        }
        return seconds >= 1
                ? String.format(Locale.ROOT, "%.1f s", seconds)
                : String.format(Locale.ROOT, seconds >= 0.01 ? "%.0f ms" : "%.1f ms", seconds * 1000);
    }

    public static String percent(double share) {
        double value = share * 100;
        return String.format(Locale.ROOT, value > 0 && value < 1 ? "%.1f %%" : "%.0f %%", value);
    }

    public static String number(double value) {
        double size = Math.abs(value);
        return String.format(
                Locale.ROOT, size >= 100 || value == Math.rint(value) ? "%.0f" : size >= 1 ? "%.1f" : "%.3g", value);
    }

    private static double finite(double value) {
        return Double.isFinite(value) ? value : 0;
    }
}
