/**
 * What {@code whence import} is made of: a file is opened and inflated ({@link dev.whence.server.cli.load.InputFile}),
 * cut into parts that are one line of NDJSON each ({@link dev.whence.server.cli.load.PartReader}), and sent to a server
 * in batches ({@link dev.whence.server.cli.load.Shipment}). Nothing holds more than a batch in memory.
 */
@NullMarked
package dev.whence.server.cli.load;

import org.jspecify.annotations.NullMarked;
