namespace Banking.Tests;

/// <summary>Provides a folder that is gone when the conversation has ended.</summary>
internal sealed class TemporaryFolder : ConversationExtension
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("bank-");

    public string PathOf(string file) => Path.Combine(_folder.FullName, file);

    public override ValueTask DisposeAsync()
    {
        _folder.Delete(recursive: true);
        return base.DisposeAsync();
    }
}
