using Xunit;

namespace Colloquy.Tests;

public sealed class StoreExceptionTests
{
    public static TheoryData<StoreException, bool> Failures => new()
    {
        { new StoreBusyException("desk.db", TimeSpan.FromSeconds(5)), true },
        { new StoreFailedException("desk.db", "57P01", "the connection was cut", isTransient: true), true },
        { new StoreFailedException("desk.db", "XX000", "an internal error"), false },
        { new StoreFullException("desk.db"), false },
        { new StoreCorruptException("desk.db", "a page is torn"), false },
        { new StoreReadOnlyException("desk.db"), false },
        { new StoreOpenException("desk.db", StoreOpenFailure.Missing, "there is no such file."), false },
        { new StoreBackupException("copy.db", StoreBackupFailure.InUse, "a process has it open."), false },
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public void A_failure_says_whether_the_same_call_may_succeed_later(StoreException failure, bool isTransient) =>
        Assert.Equal(isTransient, failure.IsTransient);

    [Fact]
    public void Every_kind_of_failure_is_tried() =>
        Assert.Equal(
            typeof(StoreException).Assembly.GetExportedTypes().Where(type => type.IsSubclassOf(typeof(StoreException))).Select(type => type.Name).Order(),
            Failures.Select(row => row.Data.Item1.GetType().Name).Distinct().Order());
}
