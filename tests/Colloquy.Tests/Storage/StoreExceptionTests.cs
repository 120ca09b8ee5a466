using Xunit;

namespace Colloquy.Tests;

public sealed class StoreExceptionTests
{
    public static TheoryData<StoreException, bool> Failures => new()
    {
        { StoreException.Busy("desk.db", TimeSpan.FromSeconds(5)), true },
        { StoreException.Failed("desk.db", "57P01", "the connection was cut", isTransient: true), true },
        { StoreException.Failed("desk.db", "XX000", "an internal error"), false },
        { StoreException.Full("desk.db"), false },
        { StoreException.Corrupt("desk.db", "a page is torn"), false },
        { StoreException.ReadOnly("desk.db"), false },
        NotOpened(StoreFailure.Missing),
        NotOpened(StoreFailure.Directory),
        NotOpened(StoreFailure.NoAccess),
        NotOpened(StoreFailure.NotADatabase),
        NotOpened(StoreFailure.NotColloquy),
        NotOpened(StoreFailure.NewerSchema),
        NotOpened(StoreFailure.OlderSchema),
        NotOpened(StoreFailure.Unsupported),
        { StoreException.NotBackedUp("copy.db", StoreFailure.Exists, "there is a file of that name already."), false },
        { StoreException.NotBackedUp("copy.db", StoreFailure.InUse, "a process has it open."), false },
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public void A_failure_says_whether_the_same_call_may_succeed_later(StoreException failure, bool isTransient) =>
        Assert.Equal(isTransient, failure.IsTransient);

    [Fact]
    public void Every_kind_of_failure_is_tried() =>
        Assert.Equal(
            Enum.GetValues<StoreFailure>().Except([StoreFailure.Disposed]),
            Failures.Select(row => row.Data.Item1.Failure).Distinct().Order());

    private static TheoryDataRow<StoreException, bool> NotOpened(StoreFailure failure) =>
        new(StoreException.NotOpened("desk.db", failure, "look at the log."), false);
}
