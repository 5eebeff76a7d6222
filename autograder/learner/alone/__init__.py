"""What does somebody find who studies alone? A welcome, JupyterLab without a class, answers after attempts."""
