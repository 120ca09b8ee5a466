namespace Colloquy.Postgres.Tests;

/// <summary>What cannot be a name is not found, and is no error of the server's.</summary>
public sealed class NameTests
{
    [Theory]
    [InlineData("zero\0")]
    [InlineData("lone \uD800")]
    [InlineData("\uDC00")]
    public async Task What_cannot_be_a_key_is_not_there(string key)
    {
        await using var schema = await TestSchema.CreateAsync();
        await using var store = await schema.OpenAsync();
        var ada = new SessionOwner("ada");
        await store.PutAsync(new StatePut { Owner = ada, Key = "a", Value = "1"u8.ToArray() });

        Assert.Equal(new StateSlot(null, new StateVersion(1)), await store.FindAsync(ada, key));
        Assert.Null(await ((IMemoryStore)store).FindAsync(ada, key));
    }
}
