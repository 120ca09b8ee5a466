namespace Colloquy.Testing.Tests.Judges;

public sealed class LabelSetTests
{
    private const string Header = "id,label,labels,from,text\n";

    [Fact]
    public void Csv_is_read_with_quotes_commas_and_new_lines()
    {
        var set = LabelSet.ParseCsv("\uFEFFid,label,labels,labelled_by,from,text\r\n1,pass,people,Ines,user,\"Two lines,\nand a \"\"quote\"\"\"\r\n1,pass,people,Ines,agent,Fine\r\n\r\n2,fail,people,,agent,No\r\n");

        Assert.Equal(["1", "2"], set.Transcripts.Select(item => item.Id));
        Assert.Equal("Two lines,\nand a \"quote\"", set.Transcripts[0].Transcript.Turns[0].UserText);
        Assert.Equal(("Ines", false), (set.LabelledBy, set.IsSynthetic));
    }

    [Fact]
    public void One_synthetic_row_makes_a_set_synthetic() =>
        Assert.True(LabelSet.ParseCsv(Header + "1,pass,synthetic,agent,hi\n2,fail,people,agent,hi\n").IsSynthetic);

    public static TheoryData<string, string> BrokenCsv => new()
    {
        { "", "empty" },
        { "id,label,from,text\n1,pass,agent,hi\n", "no column 'labels'" },
        { "id,label,labels,from,text,mood\n1,pass,people,agent,hi,good\n", "'mood'" },
        { Header, "no transcript" },
        { Header + "1,good,people,agent,hi\n", "'pass' or 'fail'" },
        { Header + "1,pass,me,agent,hi\n", "'people' or 'synthetic'" },
        { Header + "1,pass,people,bot,hi\n", "from 'bot'" },
        { Header + "1,pass,people,user,hi\n", "says nothing" },
        { Header + "1,pass,people,agent\n", "has 4 fields" },
        { Header + "1,pass,people,agent,\n", "either a text or a tool" },
        { Header + "1,pass,people,agent,hi\n1,fail,people,agent,hi\n", "an earlier row" },
        { Header + "1,pass,people,agent,hi\n2,pass,people,agent,hi\n1,pass,people,agent,hi\n", "2 transcripts with the id '1'" },
        { Header + "1,pass,people,agent,\"hi\n", "not closed" },
        { Header + "1,pass,people,agent,\"hi\" there\n", "after a closing quote" },
    };

    [Theory]
    [MemberData(nameof(BrokenCsv))]
    public void Csv_that_is_broken_is_refused_with_the_place(string csv, string reason) =>
        Assert.Contains(reason, Assert.Throws<InvalidDataException>(() => LabelSet.ParseCsv(csv)).Message, StringComparison.Ordinal);

    public static TheoryData<string, string> BrokenJson => new()
    {
        { "", "not JSON" },
        { "[]", "not an object" },
        { """{"labels":"people"}""", "no list 'transcripts'" },
        { """{"labels":"people","transcripts":[]}""", "no transcript" },
        { """{"version":2,"labels":"people","transcripts":[]}""", "version 2" },
        { """{"transcripts":[{"id":"1","label":"pass","messages":[{"from":"agent","text":"hi"}]}]}""", "'people' or 'synthetic'" },
        { """{"labels":"people","transcripts":[{"label":"pass","messages":[]}]}""", "no 'id'" },
        { """{"labels":"people","transcripts":[{"id":"1","label":"maybe","messages":[{"from":"agent","text":"hi"}]}]}""", "'maybe'" },
        { """{"labels":"people","transcripts":[{"id":"1","label":"pass","messages":[{"from":"agent"}]}]}""", "either 'text' or 'calls'" },
        { """{"labels":"people","transcripts":[{"id":"1","label":"pass","messages":[{"from":"agent","calls":"x","arguments":[]}]}]}""", "not an object" },
    };

    [Theory]
    [MemberData(nameof(BrokenJson))]
    public void Json_that_is_broken_is_refused_with_the_place(string json, string reason) =>
        Assert.Contains(reason, Assert.Throws<InvalidDataException>(() => LabelSet.ParseJson(json)).Message, StringComparison.Ordinal);

    [Fact]
    public async Task A_file_that_is_broken_is_named()
    {
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".csv");
        await File.WriteAllTextAsync(path, "id\n");
        try
        {
            var error = await Assert.ThrowsAsync<InvalidDataException>(() => LabelSet.LoadAsync(path));

            Assert.Contains(path, error.Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
