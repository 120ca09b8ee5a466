namespace Colloquy.Import.Tests;

/// <summary>What was imported can be verified as what was said here.</summary>
public sealed class VerifiedImportTests : ImportTest
{
    [Fact]
    public async Task Imported_sessions_verify()
    {
        await ImportAsync(Fixture("langgraph.db"));

        var verified = await (await FindAsync("forked")).VerifyAsync();

        Assert.Null(verified.Failure);
    }

    [Fact]
    public async Task Each_commit_of_an_import_is_signed_where_heads_are_and_the_import_goes_on_behind_the_signature()
    {
        using var key = EcdsaHeadSigner.Create();
        Store.SignHeads(key);
        var path = Write("chat.jsonl", string.Concat(Enumerable.Range(0, 300).Select(i => $$"""{"role":"user","content":"{{i}}"}""" + "\n")));
        await ImportAsync(path);
        await File.AppendAllTextAsync(path, """{"role":"user","content":"more"}""");

        var report = await ImportAsync(path);
        var verified = await (await FindAsync("chat")).VerifyAsync(new VerifyOptions { Keys = [key], RequiresSignature = true });

        Assert.Equal((1, 300, 0), (report.Messages, report.MessagesThere, report.NotImported));
        Assert.Equal((null, 3), (verified.Failure, verified.Signatures));
        Assert.Equal(301, (await ReadAsync("chat")).Length);
    }
}
