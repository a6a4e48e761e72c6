package dev.whence.anomaly.multivariate;

import com.oracle.labs.mlrg.olcut.provenance.ProvenanceUtil;
import dev.whence.anomaly.baseline.AlikeBytes;
import dev.whence.anomaly.baseline.StateText;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import libsvm.svm;
import libsvm.svm_model;
import libsvm.svm_node;
import org.tribuo.Model;
import org.tribuo.MutableDataset;
import org.tribuo.anomaly.AnomalyFactory;
import org.tribuo.anomaly.Event;
import org.tribuo.anomaly.libsvm.LibSVMAnomalyModel;
import org.tribuo.anomaly.libsvm.LibSVMAnomalyTrainer;
import org.tribuo.anomaly.libsvm.SVMAnomalyType;
import org.tribuo.common.libsvm.KernelType;
import org.tribuo.common.libsvm.SVMParameters;
import org.tribuo.impl.ArrayExample;
import org.tribuo.provenance.SimpleDataSourceProvenance;

/**
 * The border around the region where rows usually lie: a one-class support vector machine with Gaussian kernels (Schölkopf et
 * al., <i>Neural Computation</i> 2001), trained by Tribuo and kept as Tribuo's protobuf with its provenance. Scoring
 * uses the support vectors read from it, as plain arrays. Immutable.
 */
final class Boundary {
    private static final double SHARE_OUTSIDE = 0.05;

    static {
        svm.svm_set_print_string_function(text -> {}); // libsvm reports each training on standard output
    }

    private final byte[] packed;
    private final int columns;
    /** One support vector after the other. */
    private final float[] vectors;

    private final float[] weights;
    private final double rho;
    private final double gamma;

    private Boundary(byte[] tribuo) throws IOException {
        this.packed = Example.MODELS.pack(tribuo);
        LibSVMAnomalyModel model = parse(tribuo);
        svm_model machine = model.getInnerModels().get(0);
        this.columns = model.getFeatureIDMap().size();
        int[] columnOfId = new int[columns];
        for (int j = 0; j < columns; j++) {
            int id = model.getFeatureIDMap().getID(name(j));
            if (id < 0) {
                throw new IOException("the model has no feature " + name(j));
            }
            columnOfId[id] = j;
        }
        this.vectors = new float[machine.SV.length * columns];
        this.weights = new float[machine.SV.length];
        for (int i = 0; i < weights.length; i++) {
            for (svm_node node : machine.SV[i]) {
                vectors[i * columns + columnOfId[node.index]] = (float) node.value;
            }
            weights[i] = (float) machine.sv_coef[0][i];
        }
        this.rho = machine.rho[0];
        this.gamma = machine.param.gamma;
    }

    /**
     * Trains on standardised rows.
     *
     * @param source what the rows are, for the provenance
     * @param atNanos their time, which goes into the provenance in place of the clock's
     * @throws IOException when the trained model cannot be written and read back
     */
    static Boundary train(String source, double[][] rows, long atNanos) throws IOException {
        return new Boundary(trained(source, rows, atNanos));
    }

    private static byte[] trained(String source, double[][] rows, long atNanos) throws IOException {
        int columns = rows[0].length;
        String[] names = new String[columns];
        Arrays.setAll(names, Boundary::name);
        AnomalyFactory factory = new AnomalyFactory();
        OffsetDateTime at = Instant.ofEpochSecond(0, atNanos).atOffset(ZoneOffset.UTC);
        MutableDataset<Event> data = new MutableDataset<>(new SimpleDataSourceProvenance(source, at, factory), factory);
        for (double[] row : rows) {
            data.add(new ArrayExample<>(new Event(Event.EventType.EXPECTED), names, row));
        }
        SVMParameters<Event> parameters =
                new SVMParameters<>(new SVMAnomalyType(SVMAnomalyType.SVMMode.ONE_CLASS), KernelType.RBF);
        parameters.setGamma(1.0 / (2 * columns));
        parameters.setNu(SHARE_OUTSIDE);
        ByteArrayOutputStream out = new ByteArrayOutputStream(8192);
        new LibSVMAnomalyTrainer(parameters).train(data).serializeToStream(out);
        return out.toByteArray();
    }

    /** How far outside a standardised row lies: below 0 inside, at most {@code rho}. */
    double outside(double[] row) {
        double sum = 0;
        for (int i = 0; i < weights.length; i++) {
            double square = 0;
            for (int j = 0; j < row.length; j++) {
                double away = row[j] - vectors[i * columns + j];
                square += away * away;
            }
            sum += weights[i] * Math.exp(-gamma * square);
        }
        return rho - sum;
    }

    /** Who trained it on what and when, as Tribuo recorded it. */
    String provenance() throws IOException {
        return ProvenanceUtil.formattedProvenanceString(
                parse(Example.MODELS.unpack(packed)).getProvenance());
    }

    void write(DataOutput out) throws IOException {
        StateText.writeBytes(out, Example.MODELS.unpack(packed));
    }

    /** Reads what {@link #write} wrote. */
    static Boundary read(DataInput in) throws IOException {
        return new Boundary(StateText.readBytes(in));
    }

    int columns() {
        return weights.length == 0 ? 0 : columns;
    }

    private static String name(int column) {
        return "feature" + column;
    }

    /** A machine trained on a few rows; what a trained one has in common with it need not be kept many times. */
    private static final class Example {
        static final AlikeBytes MODELS = new AlikeBytes(bytes());

        private static byte[] bytes() {
            double[][] rows = new double[2 * CallFeature.count()][CallFeature.count()];
            for (int i = 0; i < rows.length; i++) {
                rows[i][i / 2] = i % 2 - 0.5;
            }
            try {
                return trained("calls of service / stage / model", rows, 0);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static LibSVMAnomalyModel parse(byte[] tribuo) throws IOException {
        try {
            Model<?> model = Model.deserializeFromStream(new ByteArrayInputStream(tribuo));
            if (model instanceof LibSVMAnomalyModel machine) {
                return machine;
            }
            throw new IOException("it is a " + model.getClass().getSimpleName() + ", not a one-class machine");
        } catch (IllegalStateException | IllegalArgumentException e) {
            throw new IOException("Tribuo cannot read the model: " + e.getMessage(), e);
        }
    }
}
