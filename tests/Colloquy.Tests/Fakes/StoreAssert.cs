using Xunit;

namespace Colloquy.Tests;

/// <summary>Asserts that a store fails, and why.</summary>
public static class StoreAssert
{
    public static async Task<StoreException> FailsAsync(StoreFailure failure, Func<Task> work)
    {
        var thrown = await Assert.ThrowsAsync<StoreException>(work);
        Assert.Equal(failure, thrown.Failure);
        return thrown;
    }
}
