package dev.whence.anomaly.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What was usual of a number, with one value and with many. */
class HabitTest {
    @Test
    void oneValueAloneIsUsual() {
        Habit habit = new Habit();
        for (int i = 0; i < 5000; i++) {
            habit.learn(0.5, false, false);
        }
        assertThat(habit.median()).isEqualTo(0.5);
        assertThat(habit.shareFrom(0.5)).isEqualTo(1);
        assertThat(habit.shareFrom(0.6)).isZero();
        assertThat(habit.shareUpTo(0.5)).isEqualTo(1);
        assertThat(habit.shareUpTo(0.4)).isZero();
        habit.shift(4);
        assertThat(habit.median()).isEqualTo(0.4);
    }

    @Test
    void sharesAreThoseOfTheValuesSeen() {
        Habit habit = new Habit();
        for (int i = 0; i < 1000; i++) {
            habit.learn(i % 10 == 0 ? 0.9 : i % 10 == 1 ? 0.1 : 0.5, false, false);
        }
        assertThat(habit.shareFrom(0.9)).isBetween(0.099, 0.101);
        assertThat(habit.shareFrom(0.2)).isBetween(0.899, 0.901);
        assertThat(habit.shareUpTo(0.1)).isBetween(0.099, 0.101);
        habit.shift(-4);
        assertThat(habit.median()).isEqualTo(0.6);
        assertThat(habit.shareFrom(0.975)).isBetween(0.099, 0.101);
    }

    @Test
    void itIsTheSameAfterARestart() throws IOException {
        Random random = new Random(3);
        for (int values : new int[] {0, 1, 700}) {
            Habit habit = new Habit();
            for (int i = 0; i < values; i++) {
                habit.learn(random.nextDouble(), false, false);
            }
            Habit again = new Habit();
            again.read(new DataInputStream(new ByteArrayInputStream(saved(habit))));
            assertThat(again.seen()).isEqualTo(values);
            for (int step = 0; step <= Habit.STEPS; step++) {
                double value = step / (double) Habit.STEPS;
                assertThat(again.shareFrom(value)).isEqualTo(habit.shareFrom(value));
                assertThat(again.shareUpTo(value)).isEqualTo(habit.shareUpTo(value));
            }
            assertThat(saved(again)).isEqualTo(saved(habit));
        }
    }

    @Test
    void whatAFormerVersionSavedIsRefused() {
        byte[] former = {0, 100, 50, 20, 1, 66, -56, 0, 0};
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> new Habit().read(new DataInputStream(new ByteArrayInputStream(former))))
                .withMessageContaining("version");
    }

    private static byte[] saved(Habit habit) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        habit.write(new DataOutputStream(bytes));
        return bytes.toByteArray();
    }
}
