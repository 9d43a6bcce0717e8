import * as tf from "@tensorflow/tfjs";

// The cpu backend advertises tfjs-node when it is first used, unless it believes to be under test. Nothing else is hushed.
tf.env().set("IS_TEST", true);
await tf.setBackend("cpu");
tf.dispose(tf.scalar(0));
tf.env().set("IS_TEST", false);
