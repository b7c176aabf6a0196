package cli

import "github.com/cashredpack/redpack/internal/lang"

// completionShort is what a command of completion does. Its English, as all of the English here, is cobra's own.
func completionShort(english, shell string) lang.Text {
	return lang.Both(english, "生成 "+shell+" 的自动补全脚本")
}

// completionHelp is the help of completion, "", and of the commands for each shell.
func completionHelp(english, shell string) lang.Text {
	switch shell {
	case "bash":
		return lang.Both(english, `生成 bash 的自动补全脚本。

脚本依赖 bash-completion 软件包；没有的话，用系统的软件包管理器安装。

在当前会话中启用：

	source <(redpack completion bash)

对以后的每个会话启用，执行一次：

#### Linux：

	redpack completion bash > /etc/bash_completion.d/redpack

#### macOS：

	redpack completion bash > $(brew --prefix)/etc/bash_completion.d/redpack

重新打开一个 shell 后生效。`)
	case "zsh":
		return lang.Both(english, `生成 zsh 的自动补全脚本。

如果环境里还没有启用自动补全，先执行一次：

	echo "autoload -U compinit; compinit" >> ~/.zshrc

在当前会话中启用：

	source <(redpack completion zsh)

对以后的每个会话启用，执行一次：

#### Linux：

	redpack completion zsh > "${fpath[1]}/_redpack"

#### macOS：

	redpack completion zsh > $(brew --prefix)/share/zsh/site-functions/_redpack

重新打开一个 shell 后生效。`)
	case "fish":
		return lang.Both(english, `生成 fish 的自动补全脚本。

在当前会话中启用：

	redpack completion fish | source

对以后的每个会话启用，执行一次：

	redpack completion fish > ~/.config/fish/completions/redpack.fish

重新打开一个 shell 后生效。`)
	case "powershell":
		return lang.Both(english, `生成 powershell 的自动补全脚本。

在当前会话中启用：

	redpack completion powershell | Out-String | Invoke-Expression

要对以后的每个会话启用，把上面这条命令的输出加进 powershell 的 profile。`)
	}
	return lang.Both(english, `为指定的 shell 生成 redpack 的自动补全脚本。
脚本的用法见各个子命令的说明。`)
}
