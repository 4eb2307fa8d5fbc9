"""Split the raw data into a training and a test part."""

from sklearn.model_selection import train_test_split

from {{ module_name }} import config, dataset


def split(rows, test_size, seed):
    """Training and test rows, each with the same share of every diagnosis, in the order of the raw file."""
    labels = [row[dataset.TARGET] for row in rows]
    train, test = train_test_split(
        range(len(rows)), test_size=test_size, random_state=seed, stratify=labels
    )
    return [rows[index] for index in sorted(train)], [rows[index] for index in sorted(test)]


def main():
    params = config.load_params()
    rows = dataset.read_rows(dataset.RAW_FILE)
    train, test = split(rows, params["prepare"]["test_size"], params["seed"])
    dataset.write_rows(dataset.TRAIN_FILE, train)
    dataset.write_rows(dataset.TEST_FILE, test)
    print(f"{len(train)} rows to train on, {len(test)} to test on")


if __name__ == "__main__":
    main()
