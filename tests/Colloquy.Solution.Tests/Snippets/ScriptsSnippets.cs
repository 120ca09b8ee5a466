using Colloquy.Testing;
using Xunit;
using static Colloquy.Solution.Tests.Snippets.ChecksSnippets;

namespace Colloquy.Solution.Tests.Snippets;

/// <summary>The code of docs/testing/scripts.md, run with the script that the page shows.</summary>
public sealed class ScriptsSnippets
{
    [Fact]
    public async Task The_script_of_the_page_passes()
    {
        var page = await File.ReadAllTextAsync(Repository.PathOf("docs/testing/scripts.md"));
        var path = Path.GetTempFileName();
        await File.WriteAllTextAsync(path, page.Split("```yaml\n")[1].Split("```")[0]);

        // snippet: testing-script
        await ConversationScript.Load(path).RunAsync(new Teller());
        // snippet: end
        File.Delete(path);
    }
}
