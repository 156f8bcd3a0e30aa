package io.tallyport.bench;

import java.util.Arrays;
import java.util.Random;

/**
 * How often each license is used: number k (from 0) with a weight of (k + 1)^-s, the Zipf distribution; with s = 0 all
 * alike.
 */
final class Popularity {

    private final double[] weightsUpTo;

    Popularity(int number, double exponent) {
        weightsUpTo = new double[number];
        double sum = 0;
        for (int i = 0; i < number; i++) {
            sum += Math.pow(i + 1.0, -exponent);
            weightsUpTo[i] = sum;
        }
    }

    /** One of them, drawn. */
    int next(Random random) {
        int at = Arrays.binarySearch(weightsUpTo, random.nextDouble() * weightsUpTo[weightsUpTo.length - 1]);
        return Math.min(at < 0 ? -at - 1 : at, weightsUpTo.length - 1);
    }
}
