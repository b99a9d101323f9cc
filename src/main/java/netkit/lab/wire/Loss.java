package netkit.lab.wire;

/**
 * A model of packet loss: independent, or in bursts as in the models of Gilbert ("Capacity of a Burst-Noise Channel",
 * 1960) and Elliott ("Estimates of Error Rates for Codes on Burst-Noise Channels", 1963). {@link WireLine} applies it.
 */
public sealed interface Loss {
    Loss NONE = new Independent(0);

    /** Returns the mean fraction of packets lost, 0 to 1. */
    double mean();

    /** @param fraction 0 to 1 */
    record Independent(double fraction) implements Loss {
        public Independent {
            FaultRange.requireFraction("loss", fraction);
        }

        @Override
        public double mean() {
            return fraction;
        }

        @Override
        public String toString() {
            return "loss " + Amount.percentageText(fraction);
        }
    }

    /**
     * Gilbert's model in intuitive parameters.
     *
     * @param fraction of all packets that are lost, from 0 (inclusive) to 1 (exclusive)
     * @param meanLength mean number of packets lost in a row; 1 to 1,000,000
     */
    record Bursts(double fraction, double meanLength) implements Loss {
        public Bursts {
            FaultRange.requireFraction("loss", fraction);
            if (!(meanLength >= 1 && meanLength <= 1_000_000)) {
                throw new IllegalArgumentException(
                        "a burst has a mean length of 1 to 1000000 packets, not "
                                + Amount.plain(meanLength));
            }
            // between two bursts at least one packet passes
            if (fraction > meanLength / (meanLength + 1)) {
                throw new IllegalArgumentException("bursts of " + Amount.plain(meanLength) + " lose at most "
                        + Amount.percentageText(Math.floor(1e4 * meanLength / (meanLength + 1)) / 1e4)
                        + ", not " + Amount.percentageText(fraction));
            }
        }

        @Override
        public double mean() {
            return fraction;
        }

        /** Returns the parameters of the model: fraction = p / (p + r), and mean length = 1 / r. */
        public GilbertElliott model() {
            double r = 1 / meanLength;
            return new GilbertElliott(Math.min(1, r * fraction / (1 - fraction)), r, 1, 0);
        }

        @Override
        public String toString() {
            return "loss " + Amount.percentageText(fraction) + " burst " + Amount.plain(meanLength);
        }
    }

    /**
     * The two-state model with four parameters, in the notation and order of tc-netem(8) (there: p, r, 1-h, 1-k).
     *
     * @param p probability of a transition from the good to the bad state before a packet
     * @param r probability of a transition from the bad to the good state
     * @param lossInBad probability that a packet is lost in the bad state
     * @param lossInGood probability that a packet is lost in the good state
     */
    record GilbertElliott(double p, double r, double lossInBad, double lossInGood) implements Loss {
        public GilbertElliott {
            FaultRange.requireFraction("p", p);
            FaultRange.requireFraction("r", r);
            FaultRange.requireFraction("loss in the bad state", lossInBad);
            FaultRange.requireFraction("loss in the good state", lossInGood);
        }

        /** Returns the stationary probability of the bad state. */
        public double bad() {
            return p == 0 ? 0 : p / (p + r);
        }

        @Override
        public double mean() {
            return bad() * lossInBad + (1 - bad()) * lossInGood;
        }

        @Override
        public String toString() {
            return "loss gemodel " + Amount.percentageText(p) + " " + Amount.percentageText(r) + " "
                    + Amount.percentageText(lossInBad) + " " + Amount.percentageText(lossInGood);
        }
    }
}
